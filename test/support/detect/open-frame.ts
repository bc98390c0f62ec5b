import { readFile } from 'node:fs/promises';
import type { DetectableFrame } from '#src/detect/detector.js';
import { openImage } from '#src/media/decode/open-image.js';
import { toDetectable } from '#src/media/prepare/detectable-frame.js';
import type { RgbImage } from '#src/model/rgb-image.js';

/** A picture file as detectors see it in index runs, with the sizes that they ask for. */
export async function openFrame(file: string): Promise<DetectableFrame & { reads: number[] }> {
  const frame = toDetectable(await openImage(await readFile(file)));
  const reads: number[] = [];
  return {
    ...frame,
    reads,
    read(edge) {
      reads.push(edge);
      return frame.read(edge);
    },
  };
}

/** A frame of pixels in memory, which is read at its own size. */
export function toFrame(image: RgbImage): DetectableFrame {
  return { width: image.width, height: image.height, read: async () => image };
}

/** One colour. */
export function paintFlat(width: number, height: number, colour: readonly [number, number, number]): RgbImage {
  return { data: Uint8Array.from({ length: width * height * 3 }, (_, i) => colour[i % 3] as number), width, height };
}
