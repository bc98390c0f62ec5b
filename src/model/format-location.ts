import type { FrameLocation } from './evidence.js';

/**
 * A place in a file as people read it behind the file's name: `@ 1:23` in a film, `p. 7` in a document, the name of the view of a model.
 * @returns `undefined` for a photo, which has one place
 */
export function formatLocation({ ordinal, kind, atMs, page, label }: FrameLocation): string | undefined {
  if (atMs !== null) return `@ ${formatTime(atMs)}`;
  if (page !== null) return `p. ${page}`;
  if (kind === 'view') return label ?? `view ${ordinal + 1}`;
  return undefined;
}

/**
 * A time from the start of a film: `0:07`, `1:23`, `1:02:03`. Parts of a second are cut off, so that a player that starts there shows the moment.
 * @param ms milliseconds, 0 or more
 */
export function formatTime(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}
