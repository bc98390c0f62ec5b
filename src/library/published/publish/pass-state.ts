import type { ChangePlace, EpochMark, PublicationChanges } from '../../../store/queries/publication-changes.js';

/** How far the passes over a library have come, as it is stored with what they have written. */
export interface PassState {
  /** The id of the content that the comparison of all has come to; `null`: it is over. */
  full: number | null;
  /** Changes up to there were sent, but for contents that the comparison of all has yet to reach. */
  place: ChangePlace;
  /** An epoch that has begun after all that was sent was read: a catalogue that does not know it has gone back to before. */
  mark: EpochMark;
  /** A digest of all that rows depend on beside their content. */
  rows: string;
  /** The folder or bucket that thumbnails were copied to. */
  thumbnails: string | null;
}

/** @returns `undefined` also for what this program does not write: then everything is compared */
export function parseState(stored: string | null): PassState | undefined {
  try {
    const state = JSON.parse(stored ?? 'null') as Partial<PassState> | null;
    const numbers = [state?.place?.epoch, state?.place?.id, state?.mark?.epoch, state?.full ?? 0];
    return numbers.every(Number.isSafeInteger) && typeof state?.mark?.token === 'string'
      ? (state as PassState)
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The state that a pass goes on from, or begins with: everything is compared where it is asked for, where rows are made otherwise than before, where thumbnails
 * go elsewhere, and where the catalogue does not know what has changed since.
 * @param now the epoch that goes on; `undefined`: the catalogue notes nothing
 */
export function beginPass(
  stored: PassState | undefined,
  changes: PublicationChanges,
  now: EpochMark | undefined,
  { rows, thumbnails, full = false }: { rows: string; thumbnails: string | undefined; full?: boolean | undefined },
): PassState {
  const isGoingOn =
    !full &&
    stored !== undefined &&
    now !== undefined &&
    stored.rows === rows &&
    (thumbnails === undefined || thumbnails === stored.thumbnails) &&
    changes.isKnown(stored.mark, stored.place);
  const folder = thumbnails ?? null;
  if (isGoingOn) return { ...stored, thumbnails: folder };
  const mark = now ?? { epoch: 0, token: '' };
  return { full: 0, place: { epoch: mark.epoch, id: 0 }, mark, rows, thumbnails: folder };
}
