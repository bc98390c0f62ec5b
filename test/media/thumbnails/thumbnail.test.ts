import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ThumbnailCache } from '#src/media/thumbnails/thumbnail-cache.js';
import { pickThumbnailEdge, THUMBNAIL_EDGES } from '#src/media/thumbnails/thumbnail-edges.js';
import { MediaPool } from '#src/media/worker/media-pool.js';
import { makePicture, writePicture } from '../../support/pictures.js';
import { SAMPLES } from '../../support/shared.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const folder = makeTemporaryFolder();
const photo = join(SAMPLES, 'red-panda.jpg');

let media: MediaPool;
beforeAll(() => {
  media = new MediaPool({ processes: 1 });
});
afterAll(() => media.close());

describe('MediaPool.thumbnail', () => {
  it.each([
    [800, 400, 320, 320, 160],
    [400, 800, 320, 160, 320],
    [4000, 10, 640, 640, 1],
  ])('makes a WebP of %d × %d pixels for the edge %d', async (width, height, edge, toWidth, toHeight) => {
    const bytes = await media.thumbnail({ bytes: await makePicture(1, { width, height }) }, edge);
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: toWidth, height: toHeight });
  });

  it('does not enlarge', async () => {
    const bytes = await media.thumbnail({ bytes: await makePicture(1, { width: 50, height: 30 }) }, 320);
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 50, height: 30 });
  });

  it('is upright, and says nothing of an orientation any more', async () => {
    const stored = await sharp(await makePicture(1, { width: 800, height: 400 }))
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const metadata = await sharp(await media.thumbnail({ bytes: stored }, 320)).metadata();
    expect(metadata).toMatchObject({ width: 160, height: 320 });
    expect(metadata.orientation ?? 1).toBe(1);
  });

  it('carries neither place nor camera of the photo', async () => {
    const stored = await sharp(await makePicture(1))
      .withExif({ IFD0: { Copyright: 'somebody' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
      .toBuffer();
    expect((await sharp(stored).metadata()).exif).toBeDefined();
    expect((await sharp(await media.thumbnail({ bytes: stored }, 320)).metadata()).exif).toBeUndefined();
  });

  it('keeps transparency', async () => {
    const clear = sharp({ create: { width: 20, height: 20, channels: 4, background: '#00000000' } });
    const bytes = await media.thumbnail({ bytes: await clear.png().toBuffer() }, 320);
    expect((await sharp(bytes).metadata()).hasAlpha).toBe(true);
  });

  it('rejects with a media code', async () => {
    const cut = (await makePicture(1, { width: 400, height: 400 })).subarray(0, 3000);
    await expect(media.thumbnail({ bytes: cut }, 320)).rejects.toMatchObject({ code: 'damaged-image' });
    await expect(media.thumbnail({ bytes: Buffer.from('text') }, 320)).rejects.toMatchObject({ code: 'not-an-image' });
  });
});

describe('pickThumbnailEdge', () => {
  it.each([
    [32, 32],
    [33, 320],
    [320, 320],
    [321, 640],
    [1280, 1280],
    [2048, 2048],
  ])('rounds %d up to %d', (edge, kept) => {
    expect(pickThumbnailEdge(edge)).toBe(kept);
    expect(THUMBNAIL_EDGES).toContain(kept);
  });

  it.each([31, 0, -320, 2049, 320.5, Number.NaN, Number.POSITIVE_INFINITY])('throws bad-argument for %d', (edge) => {
    expect(() => pickThumbnailEdge(edge)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });
});

describe('ThumbnailCache', () => {
  const noPool = () => {
    throw new Error('This one should have been kept.');
  };

  it('makes a thumbnail once, and gives it from disk from then on', async () => {
    const cache = new ThumbnailCache(join(folder, 'kept'));
    const made = await cache.get(1, 320, photo, () => media);
    expect(await cache.get(1, 320, photo, noPool)).toEqual(Buffer.from(made));
    expect(await new ThumbnailCache(join(folder, 'kept')).get(1, 320, photo, noPool)).toEqual(Buffer.from(made));
  });

  it('keeps every size and every photo apart', async () => {
    const cache = new ThumbnailCache(join(folder, 'apart'));
    await writePicture(join(folder, 'other.jpg'), 3, { width: 1000, height: 500 });
    const get = async (key: number, edge: number, path: string) => {
      const { width, height } = await sharp(await cache.get(key, edge, path, () => media)).metadata();
      return `${width} × ${height}`;
    };
    const { width, height } = await sharp(photo).metadata();
    const scale = 320 / Math.max(width, height);
    expect(await get(7, 320, photo)).toBe(`${Math.round(width * scale)} × ${Math.round(height * scale)}`);
    expect(await get(7, 640, photo)).toBe(`${Math.round(width * scale * 2)} × ${Math.round(height * scale * 2)}`);
    expect(await get(1007, 320, join(folder, 'other.jpg'))).toBe('320 × 160');
  });

  it('makes one thumbnail for all who ask at the same time', async () => {
    const cache = new ThumbnailCache(join(folder, 'shared'));
    let starts = 0;
    const pool = () => {
      starts++;
      return media;
    };
    const all = await Promise.all([1, 2, 3, 4].map(() => cache.get(2, 320, photo, pool)));
    expect(new Set(all).size).toBe(1);
    expect(starts).toBe(1);
  });

  it('leaves nothing unfinished behind', async () => {
    const cache = new ThumbnailCache(join(folder, 'tidy'));
    await cache.get(5, 320, photo, () => media);
    await expect(cache.get(6, 320, join(folder, 'missing.jpg'), () => media)).rejects.toMatchObject({
      code: 'vanished',
    });
    const files = (await readdir(join(folder, 'tidy'), { recursive: true })).filter((name) => name.includes('.'));
    expect(files).toEqual([join('320', '5', '5.webp')]);
  });

  it('gives the picture also where it cannot keep it', async () => {
    await writeFile(join(folder, 'in-the-way'), 'a file where the folder should be');
    await chmod(join(folder, 'in-the-way'), 0o400);
    const bytes = await new ThumbnailCache(join(folder, 'in-the-way')).get(1, 320, photo, () => media);
    expect((await sharp(bytes).metadata()).format).toBe('webp');
    expect(await readFile(join(folder, 'in-the-way'), 'utf8')).toMatch(/^a file/);
  });
});
