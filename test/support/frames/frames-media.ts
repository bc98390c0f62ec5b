/** Reads the files of `frame-files.ts` in this process: a pool of decoders without processes, for runs over thousands of frames. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { PhotoseekError } from '#src/errors.js';
import { DEFAULT_EXPAND_OPTIONS } from '#src/media/default-expansion.js';
import type { MediaPool } from '#src/media/worker/media-pool.js';
import type { PrepareOptions } from '#src/media/worker/prepared-content.js';
import { colourOf, type FrameFile } from './frame-files.js';

/** A fake of {@link MediaPool.prepare} with uniform pixels. A frame that the file marks as crash or fail throws. */
export function makeFramesMedia(size = 2): Pick<MediaPool, 'size' | 'prepare' | 'expansion'> {
  return {
    size,
    expansion: DEFAULT_EXPAND_OPTIONS,
    async prepare(source, { specs, after, sidecars, onFrame }: PrepareOptions) {
      if (!('path' in source)) throw new Error('Only files are read here.');
      const bytes = await readFile(source.path);
      const { size: sizeBytes, mtimeMs } = await stat(source.path);
      const sha256 = createHash('sha256').update(bytes).digest();
      const metadata = sidecars && makeMetadata();
      const wanted = typeof specs === 'function' ? specs(sha256, metadata) : specs;
      if (wanted === null) return { sha256, sizeBytes, mtimeMs, metadata, content: null, frames: 0 };
      const file = JSON.parse(bytes.toString()) as FrameFile;
      const first = (after?.(sha256)?.ordinal ?? -1) + 1;
      for (let ordinal = first; ordinal < file.frames; ordinal++) {
        await setImmediate();
        if (ordinal === file.crashAt) throw new PhotoseekError('decoder-crashed', 'The decoder crashed on this file.');
        if (ordinal === file.failAt) throw new PhotoseekError('damaged-image', 'The stream ends here.');
        const colour = colourOf(file, ordinal);
        await onFrame({
          ...{ ordinal, kind: 'video', atMs: 1000 * ordinal, page: null, label: null, width: 64, height: 48 },
          phash: new Uint8Array(8).fill(ordinal),
          pixels: wanted.map((spec) =>
            Uint8Array.from({ length: 3 * spec.size ** 2 }, (_, i) => colour[i % 3] as number),
          ),
        });
      }
      const content = { format: 'frames', mediaType: 'video/x-frames' };
      return { sha256, sizeBytes, mtimeMs, metadata, content, frames: file.frames - first };
    },
  };
}

function makeMetadata() {
  return {
    ...{ takenAt: null, gps: null, near: null, camera: null, place: null, lens: null, rating: null, isFavorite: false },
    ...{ title: null, description: null, creator: null, keywords: ['frames'], people: [], orientation: 1 as const },
    ...{ iso: null, exposureS: null, fNumber: null, focalLengthMm: null, focalLength35mm: null },
  };
}
