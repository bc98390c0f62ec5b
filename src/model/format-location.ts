import type { FrameLocation } from './evidence.js';

/**
 * A place in a file as people write it behind its name: `@ 1:23` or `@ 1:02:03` in a video, `p. 7` in a document, `view 3` of a model.
 * @returns the empty text for the image of a photo, which is its only place
 */
export function formatLocation({ kind, ordinal, atMs, page }: FrameLocation): string {
  if (kind === 'page') return `p. ${page ?? ordinal + 1}`;
  if (kind === 'video') return `@ ${formatTime(atMs ?? 0)}`;
  return kind === 'view' ? `view ${ordinal + 1}` : '';
}

/** Hours are left out where there are none. */
function formatTime(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const twoDigits = (number: number) => String(number).padStart(2, '0');
  const end = `${hours === 0 ? minutes : twoDigits(minutes)}:${twoDigits(seconds % 60)}`;
  return hours === 0 ? end : `${hours}:${end}`;
}
