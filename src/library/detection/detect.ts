import { resolve } from 'node:path';
import { PhotoseekError, throwIfAborted } from '../../errors.js';
import { DEFAULT_TIME_LIMIT_MS } from '../../media/worker/media-pool.js';
import { checkOptions } from '../../runtime/check-arguments.js';
import { DETECT_OPTIONS } from '../argument-shapes.js';
import { DEFAULT_DEPENDENCIES, type LibraryDependencies } from '../core.js';
import type { DetectedFrame, DetectOptions } from './types.js';

/**
 * Looks for text and things in images, one after the other, without a library. An image that cannot be used yields its error.
 *
 * @example
 * ```ts
 * for await (const { frames } of detect([{ path: 'receipt.jpg' }]))
 *   for (const { label } of frames.flatMap(({ regions }) => regions)) console.log(label);
 * ```
 * @throws PhotoseekError `model-invalid`, `detector-failed`, `aborted`
 */
export function detect(
  inputs: readonly ({ path: string } | { bytes: Uint8Array })[],
  options: DetectOptions = {},
): AsyncIterable<{ frames: DetectedFrame[]; error: PhotoseekError | null }> {
  checkOptions('detect()', options, DETECT_OPTIONS);
  return detectWith(inputs, options);
}

/**
 * {@link detect} with parts of it replaced.
 * @internal
 */
export async function* detectWith(
  inputs: readonly ({ path: string } | { bytes: Uint8Array })[],
  options: DetectOptions,
  { createMedia, chooseDetectors }: Pick<LibraryDependencies, 'createMedia' | 'chooseDetectors'> = DEFAULT_DEPENDENCIES,
): AsyncGenerator<{ frames: DetectedFrame[]; error: PhotoseekError | null }, void, undefined> {
  const { stages = ['text'], ocrModel, fileTimeLimitMs = DEFAULT_TIME_LIMIT_MS, signal } = options;
  const detectors = await chooseDetectors(stages, { text: ocrModel && resolve(ocrModel) });
  const media = createMedia({ processes: 1, timeLimitMs: fileTimeLimitMs });
  try {
    for (const input of inputs) {
      throwIfAborted(signal);
      const frames: DetectedFrame[] = [];
      const error = await media
        .prepare(input, {
          specs: [],
          detectors: () => detectors,
          onFrame: ({ pixels: _, phash: __, text = null, regions = [], ...frame }) => {
            frames.push({ ...frame, text, regions: regions.map(({ face: _, ...region }) => region) });
          },
        })
        .then(
          () => null,
          (thrown) => {
            if (thrown instanceof PhotoseekError && thrown.kind === 'media') return thrown;
            throw thrown;
          },
        );
      yield { frames, error };
    }
  } finally {
    media.close();
  }
}
