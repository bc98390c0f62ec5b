import { PhotoseekError } from '../../errors.js';
import { type EmbeddedJpeg, findEmbeddedJpegs, readRawOrientation } from '../identify/embedded-jpeg.js';
import type { Identity } from '../identify/identify.js';
import { openWithMagick } from './open-with-magick.js';
import { openWithSharp } from './open-with-sharp.js';
import { readMetadata } from './sharp-input.js';
import type { OpenImage } from './types.js';

/** Previews with a shorter short side, in pixels, say too little: encoders look at 224 to 384. */
const MIN_PREVIEW_SIDE = 256;

/** Previews tried, the largest first: more than a camera writes. */
const MAX_TRIED = 8;

const JPEG: Identity = { format: 'jpeg', mediaType: 'image/jpeg', decoder: 'sharp' };

/**
 * Opens a camera's raw file: the largest JPEG that the camera put into it, which has its colours and its sharpening, in a hundredth of
 * the time that developing takes. Only without one is the sensor's data developed.
 * @throws PhotoseekError `unsupported-format`, `damaged-image`, `image-too-large`
 */
export async function openRaw(bytes: Uint8Array, identity: Identity): Promise<OpenImage> {
  const previews = findEmbeddedJpegs(bytes).filter(({ width, height }) => Math.min(width, height) >= MIN_PREVIEW_SIDE);
  for (const preview of previews.slice(0, MAX_TRIED)) {
    const image = await openPreview(bytes, preview).catch(() => undefined);
    if (image !== undefined) return { ...image, identity };
  }
  return openWithMagick(bytes, identity).catch((cause: PhotoseekError) => {
    if (cause.code === 'image-too-large') throw cause;
    throw new PhotoseekError(
      'unsupported-format',
      `This ${identity.format} file holds no preview of ${MIN_PREVIEW_SIDE} pixels or more, and its sensor data cannot be developed.`,
      { cause },
    );
  });
}

async function openPreview(bytes: Uint8Array, { start }: EmbeddedJpeg): Promise<OpenImage> {
  const jpeg = bytes.subarray(start);
  const own = (await readMetadata(jpeg)).orientation;
  const orientation = own === undefined ? readRawOrientation(bytes) : undefined;
  return openWithSharp(orientation === undefined ? jpeg : insertOrientation(jpeg, orientation), JPEG);
}

/** A copy of a JPEG that says how it is to be turned: EXIF with this one tag, right behind the start. */
function insertOrientation(jpeg: Uint8Array, orientation: number): Buffer {
  const exif = Buffer.alloc(36);
  exif.write('\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01', 'latin1');
  exif.writeUInt16BE(orientation, 28);
  return Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)]);
}
