import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EMBEDDED_MODEL } from '../../dist/encoder/models/embedded-model.js';
import { resolveModel } from '../../dist/encoder/models/resolve-model.js';
import { createEncoder } from '../../dist/encoder/worker-encoder.js';
import { MediaPool } from '../../dist/media/worker/media-pool.js';
import { percentile } from '../support/numbers.mjs';

const SAMPLES = fileURLToPath(new URL('../../data/samples/favourites', import.meta.url));
const BATCH = 8;
const TICK_MS = 5;

export const eventLoop = {
  name: 'event-loop',
  about: `delay of a ${TICK_MS} ms timer on the main thread while photos are decoded and encoded`,
  async run({ isQuick }) {
    const lateness = [];
    let timer;
    const schedule = () => {
      const dueAt = performance.now() + TICK_MS;
      timer = setTimeout(() => {
        lateness.push(performance.now() - dueAt);
        schedule();
      }, TICK_MS);
    };
    const media = new MediaPool();
    const encoder = createEncoder(await resolveModel(EMBEDDED_MODEL, { cache: '', hub: '' }));
    try {
      schedule();
      await encodePhotos(media, encoder, isQuick ? 20 : 200);
    } finally {
      clearTimeout(timer);
      media.close();
      await encoder.close();
    }
    return [
      { what: 'delay: p99', value: percentile(lateness, 0.99), unit: 'ms' },
      { what: 'delay: maximum', value: Math.max(...lateness), unit: 'ms', bound: { atMost: 50 } },
    ];
  },
};

async function encodePhotos(media, encoder, count) {
  const names = (await readdir(SAMPLES)).filter((name) => extname(name) !== '.md');
  let next = 0;
  const feed = async () => {
    while (next < count) {
      const batch = [];
      while (batch.length < BATCH && next < count) {
        const path = join(SAMPLES, names[next++ % names.length]);
        await media.prepare(
          { path },
          { specs: [encoder.model.image], onFrame: ({ pixels }) => void batch.push(...pixels) },
        );
      }
      await encoder.encodeImages(batch);
    }
  };
  await Promise.all(Array.from({ length: media.size + 1 }, feed));
}
