import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FolderThumbnails } from '#src/media/thumbnails/thumbnail-cache.js';
import { MediaPool } from '#src/media/worker/media-pool.js';
import { writePicture } from '../../support/images/random-images.js';

let folder: string;
let media: MediaPool;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'photoseek-tiny-'));
  media = new MediaPool({ processes: 1 });
  await writePicture(join(folder, 'photo.jpg'), 1, { width: 1200, height: 800 });
});
afterAll(async () => {
  await media.close();
  await rm(folder, { recursive: true, force: true });
});

it('decodes a photo once for its tiny thumbnail and the next larger one', async () => {
  const cache = new FolderThumbnails(join(folder, 'cached'));
  const key = { contentHash: '0123456789abcdef', frame: 0, format: 'webp' as const };
  const findOriginal = async () => join(folder, 'photo.jpg');
  const tiny = await cache.get({ ...key, edge: 32 }, { findOriginal, media: () => media });
  const { width, height } = await sharp(tiny).metadata();
  expect([width, height]).toEqual([32, 21]);
  expect(tiny.byteLength).toBeLessThan(400);
  const none = () => {
    throw new Error('The larger one should have been cached.');
  };
  const larger = await cache.get({ ...key, edge: 320 }, { findOriginal: async () => none(), media: none });
  expect(larger.byteLength).toBeGreaterThan(tiny.byteLength);
});
