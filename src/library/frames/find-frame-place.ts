import { photoNotFound } from '../../errors.js';
import type { FrameInfo } from '../../model/frame.js';
import { checkArgument, integer } from '../../runtime/check-arguments.js';
import type { LibraryCore } from '../core.js';

/**
 * The place of a frame, or of the one that stands for the content when none is asked for: of a film see {@link LibraryCore.standingFrames}, of
 * documents and models the first: a title page, the view from the front.
 * @returns `undefined` for the image of a photo
 * @throws PhotoseekError `photo-not-found`
 */
export function findFramePlace(
  { catalogue: { frames }, spaces, standingFrames }: Pick<LibraryCore, 'catalogue' | 'spaces' | 'standingFrames'>,
  id: number,
  frame: number | undefined,
): FrameInfo | undefined {
  if (frame !== undefined) checkArgument('frame', frame, integer(0, Number.MAX_SAFE_INTEGER));
  const place = frames.find(id, frame ?? 0);
  if (frame !== undefined && place === undefined) throw photoNotFound({ id }, `It has no frame ${frame}.`);
  if (place?.kind === 'image' && place.ordinal === 0) return undefined;
  if (frame !== undefined || place?.kind !== 'video') return place;
  return frames.find(id, standingFrames.find(id, spaces.default.row)) ?? place;
}
