import sharp from 'sharp';
import { SMALL_EDGE } from './thumbnail-edges.js';

/** How long each frame is shown: long enough to recognise it, short enough for twelve of them to pass in the time that a pointer rests. */
const FRAME_MS = 500;

/**
 * Joins thumbnails that photoseek encoded itself into an animated WebP that repeats. Those of another shape are centred on black.
 * @param thumbnails at least one, in the order they are shown
 */
export async function animateThumbnails(thumbnails: readonly Uint8Array[]): Promise<Uint8Array> {
  const [first] = thumbnails;
  const { width = SMALL_EDGE, height = SMALL_EDGE } = await sharp(first).metadata();
  const frames = await Promise.all(
    thumbnails.map((bytes) =>
      sharp(bytes).resize(width, height, { fit: 'contain', background: '#000000' }).removeAlpha().png().toBuffer(),
    ),
  );
  const pictures = frames.length === 1 ? sharp(frames[0]) : sharp(frames, { join: { animated: true } });
  return pictures.webp({ quality: 70, effort: 2, loop: 0, delay: frames.map(() => FRAME_MS) }).toBuffer();
}
