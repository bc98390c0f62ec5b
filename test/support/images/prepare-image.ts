import type { MediaPool } from '#src/media/worker/media-pool.js';
import type { MediaSource } from '#src/media/worker/media-protocol.js';
import type { ImageSpec } from '#src/model/image-spec.js';

/** The only frame of an image, as the input of one encoder. */
export interface DecodedImage {
  pixels: Uint8Array;
  phash: Uint8Array | undefined;
  header: { format: string; mediaType: string; width: number; height: number };
}

/** Prepares an image for one encoder. `decoded` is `undefined` when it was not wanted. */
export async function prepareImage(
  media: MediaPool,
  source: MediaSource,
  spec: ImageSpec,
  isWanted: (sha256: Uint8Array) => boolean = () => true,
) {
  const images: DecodedImage[] = [];
  const { content, ...read } = await media.prepare(source, {
    specs: (sha256) => (isWanted(sha256) ? [spec] : null),
    onFrame: ({ pixels, phash, width, height }) => {
      images.push({ pixels: pixels[0] as Uint8Array, phash, header: { format: '', mediaType: '', width, height } });
    },
  });
  const [decoded] = images;
  if (decoded !== undefined) Object.assign(decoded.header, content);
  return { ...read, decoded };
}
