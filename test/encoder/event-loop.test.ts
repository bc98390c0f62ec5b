import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { expect, it } from 'vitest';
import { EMBEDDED_MODEL } from '#src/encoder/models/embedded-model.js';
import { resolveModel } from '#src/encoder/models/resolve-model.js';
import type { Encoder } from '#src/encoder/types.js';
import { createEncoder } from '#src/encoder/worker-encoder.js';
import { MediaPool } from '#src/media/worker/media-pool.js';
import { OFFLINE } from '../support/encoder/models.js';
import { prepareImage } from '../support/images/prepare-image.js';
import { readThreadCpuMs } from '../support/processes/cpu-time.js';
import { IS_LONG } from '../support/runner/form.js';
import { SAMPLES } from '../support/shared.js';

const PHOTOS = IS_LONG ? 200 : 56;
const BATCH = 8;
const TICK_MS = 5;
const MAX_BUSY_MS = 50;

/** The most CPU time, in milliseconds, that the main thread took between two ticks of a timer while photos are encoded. */
async function measureLongestBlock(): Promise<number> {
  let longestMs = 0;
  let ticks = 0;
  let timer: NodeJS.Timeout | undefined;
  const schedule = () => {
    const before = readThreadCpuMs();
    timer = setTimeout(() => {
      longestMs = Math.max(longestMs, readThreadCpuMs() - before);
      ticks++;
      schedule();
    }, TICK_MS);
  };
  schedule();
  const media = new MediaPool();
  const encoder = createEncoder(await resolveModel(EMBEDDED_MODEL, OFFLINE));
  try {
    await encodePhotos(media, encoder);
  } finally {
    clearTimeout(timer);
    media.close();
    await encoder.close();
  }
  expect(ticks).toBeGreaterThan(100);
  return longestMs;
}

async function encodePhotos(media: MediaPool, encoder: Encoder): Promise<void> {
  const names = (await readdir(SAMPLES)).filter((name) => extname(name) !== '.md');
  let next = 0;
  let encoded = 0;
  const feed = async () => {
    while (next < PHOTOS) {
      const batch: Uint8Array[] = [];
      while (batch.length < BATCH && next < PHOTOS) {
        const path = join(SAMPLES, names[next++ % names.length] as string);
        const { decoded } = await prepareImage(media, { path }, encoder.model.image);
        batch.push(decoded?.pixels as Uint8Array);
      }
      const vectors = await encoder.encodeImages(batch);
      encoded += vectors.length;
    }
  };
  await Promise.all(Array.from({ length: media.size + 1 }, feed));
  expect(encoded).toBe(PHOTOS);
}

// The time on a clock by which a tick is late depends on what else runs; `npm run bench` measures it.
it.runIf(process.platform === 'linux')(
  `never keeps the main thread busy for more than ${MAX_BUSY_MS} ms at a time while ${PHOTOS} photos are encoded`,
  async () => {
    expect(await measureLongestBlock()).toBeLessThanOrEqual(MAX_BUSY_MS);
  },
  180_000,
);
