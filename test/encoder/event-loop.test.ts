import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { expect, it } from 'vitest';
import { EMBEDDED_MODEL } from '#src/encoder/embedded-model.js';
import { resolveModel } from '#src/encoder/resolve-model.js';
import { createEncoder } from '#src/encoder/worker-encoder.js';
import { MediaPool } from '#src/media/media-pool.js';
import { OFFLINE } from '../support/models.js';
import { SAMPLES } from '../support/shared.js';

const PHOTOS = 200;
const BATCH = 8;
const TICK_MS = 5;
const MAX_LATE_MS = 50;

/** Ticks for as long as the work takes. @returns by how much the latest tick came too late */
async function measureLateness(work: () => Promise<void>): Promise<number> {
  let latest = 0;
  let ticks = 0;
  let timer: NodeJS.Timeout;
  const tick = (dueAt: number) => {
    const now = performance.now();
    latest = Math.max(latest, now - dueAt);
    ticks++;
    timer = setTimeout(tick, TICK_MS, now + TICK_MS);
  };
  timer = setTimeout(tick, TICK_MS, performance.now() + TICK_MS);
  await work();
  clearTimeout(timer);
  expect(ticks).toBeGreaterThan(100);
  return latest;
}

async function encodePhotos(): Promise<void> {
  const names = (await readdir(SAMPLES)).filter((name) => extname(name) !== '.md');
  const media = new MediaPool();
  const encoder = createEncoder(await resolveModel(EMBEDDED_MODEL, OFFLINE));
  let next = 0;
  let encoded = 0;
  const feed = async () => {
    while (next < PHOTOS) {
      const batch: Uint8Array[] = [];
      while (batch.length < BATCH && next < PHOTOS) {
        const path = join(SAMPLES, names[next++ % names.length] as string);
        const { decoded } = await media.prepare({ path }, encoder.model.image);
        batch.push(decoded?.pixels as Uint8Array);
      }
      const vectors = await encoder.encodeImages(batch);
      encoded += vectors.length;
    }
  };
  try {
    await Promise.all(Array.from({ length: media.size + 1 }, feed));
    expect(encoded).toBe(PHOTOS);
  } finally {
    media.close();
    await encoder.close();
  }
}

it(`never keeps a ${TICK_MS} ms timer of the main thread waiting for more than ${MAX_LATE_MS} ms while ${PHOTOS} photos are encoded`, async () => {
  let lateMs = await measureLateness(encodePhotos);
  console.log(`the event loop was late by ${lateMs.toFixed(1)} ms at most`);
  if (lateMs > MAX_LATE_MS) {
    // Somebody else may have had the cores for a moment. Once is excused, twice is not.
    lateMs = await measureLateness(encodePhotos);
    console.log(`and by ${lateMs.toFixed(1)} ms at most the second time`);
  }
  expect(lateMs).toBeLessThanOrEqual(MAX_LATE_MS);
}, 180_000);
