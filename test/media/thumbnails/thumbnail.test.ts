import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import { pruneThumbnails } from '#src/media/thumbnails/folder-store.js';
import { FolderThumbnails, type ThumbnailKey } from '#src/media/thumbnails/thumbnail-cache.js';
import { pickThumbnailEdge, THUMBNAIL_EDGES } from '#src/media/thumbnails/thumbnail-edges.js';
import { MediaPool } from '#src/media/worker/media-pool.js';
import { makePicture, writePicture } from '../../support/images/random-images.js';
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
    const cut = (await makePicture(1, { width: 400, height: 400 })).subarray(0, 250);
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

describe('FolderThumbnails', () => {
  const key = (contentHash: string, edge = 320) => ({ contentHash, frame: 0, edge, format: 'webp' as const });
  const A = 'a1b2c3d4e5f60718';
  const B = 'b1b2c3d4e5f60718';
  const from = (path: string, pool = () => media) => ({ findOriginal: async () => path, media: pool });
  /** Of a photo whose disk is unplugged. */
  const nowhere = {
    findOriginal: () => Promise.reject(new PhotoseekError('original-missing', 'It is not there.')),
    media: () => {
      throw new Error('Nothing should have been decoded.');
    },
  };

  it('makes a thumbnail once, and reads it from disk from then on, without asking for the original', async () => {
    const cache = new FolderThumbnails(join(folder, 'cached'));
    const made = await cache.get(key(A), from(photo));
    expect(await cache.get(key(A), nowhere)).toEqual(Buffer.from(made));
    expect(await new FolderThumbnails(join(folder, 'cached')).get(key(A), nowhere)).toEqual(Buffer.from(made));
    await expect(cache.get(key(A, 640), nowhere)).rejects.toMatchObject({ code: 'original-missing' });
  });

  it('separates edges, formats, frames and contents', async () => {
    const cache = new FolderThumbnails(join(folder, 'apart'));
    const other = join(folder, 'other.jpg');
    await writePicture(other, 3, { width: 1000, height: 500 });
    const describeThumbnail = async (wanted: ThumbnailKey, path: string) => {
      const { width, height, format } = await sharp(await cache.get(wanted, from(path))).metadata();
      return `${width} × ${height} ${format}`;
    };
    const { width, height } = await sharp(photo).metadata();
    const scale = 320 / Math.max(width, height);
    const expected = (factor: number) =>
      `${Math.round(width * scale * factor)} × ${Math.round(height * scale * factor)} webp`;
    expect(await describeThumbnail(key(A), photo)).toBe(expected(1));
    expect(await describeThumbnail(key(A, 640), photo)).toBe(expected(2));
    expect(await describeThumbnail(key(B), other)).toBe('320 × 160 webp');
    expect(await describeThumbnail({ ...key(A), frame: 1 }, other)).toBe('320 × 160 webp');
    expect(await describeThumbnail({ ...key(B), format: 'avif' }, other)).toBe('320 × 160 heif');
  });

  it('makes one thumbnail for concurrent requests', async () => {
    const cache = new FolderThumbnails(join(folder, 'shared'));
    let starts = 0;
    const source = from(photo, () => {
      starts++;
      return media;
    });
    const all = await Promise.all([1, 2, 3, 4].map(() => cache.get(key(A), source)));
    expect(new Set(all).size).toBe(1);
    expect(starts).toBe(1);
  });

  it('does not cache a file that was replaced while it was decoded', async () => {
    const cache = new FolderThumbnails(join(folder, 'replaced'));
    let calls = 0;
    const findOriginal = async () => {
      if (calls++ === 0) return photo;
      throw new PhotoseekError('original-missing', 'It has changed.');
    };
    await expect(cache.get(key(A), { findOriginal, media: () => media })).rejects.toMatchObject({
      code: 'original-missing',
    });
    await expect(cache.get(key(A), nowhere)).rejects.toMatchObject({ code: 'original-missing' });
  });

  it('leaves no temporary files behind', async () => {
    const cache = new FolderThumbnails(join(folder, 'tidy'));
    await cache.get(key(A), from(photo));
    await expect(cache.get(key(B), from(join(folder, 'missing.jpg')))).rejects.toMatchObject({ code: 'vanished' });
    expect(await listFiles(join(folder, 'tidy'))).toEqual([join('by-content', 'a1', `${A}-0-320.webp`)]);
  });

  it('deletes the thumbnails of earlier versions when it stores its first one', async () => {
    const old = join(folder, 'old');
    await mkdir(join(old, '320', '1'), { recursive: true });
    await mkdir(join(old, '32', '999'), { recursive: true });
    await writeFile(join(old, '320', '1', '1.webp'), 'of an earlier version');
    await writeFile(join(old, '32', '999', '7999.webp'), 'of an earlier version');
    const cache = new FolderThumbnails(old);
    await cache.get(key(A), from(photo));
    await cache.get(key(B), from(photo));
    expect((await readdir(old)).sort()).toEqual(['by-content', 'incoming']);
    expect(await listFiles(old)).toHaveLength(2);
  });

  it('returns the thumbnail also where it cannot be stored', async () => {
    await writeFile(join(folder, 'in-the-way'), 'a file where the folder should be');
    await chmod(join(folder, 'in-the-way'), 0o400);
    const bytes = await new FolderThumbnails(join(folder, 'in-the-way')).get(key(A), from(photo));
    expect((await sharp(bytes).metadata()).format).toBe('webp');
    expect(await readFile(join(folder, 'in-the-way'), 'utf8')).toMatch(/^a file/);
  });
});

describe('pruneThumbnails', () => {
  it('deletes those of unwanted contents, of earlier versions and temporary files, and nothing else', async () => {
    const pruned = join(folder, 'pruned');
    const files = [
      'by-content/a1/a1b2c3d4e5f60718-0-320.webp',
      'by-content/a1/a1b2c3d4e5f60718-12-32.avif',
      'by-content/b1/b1b2c3d4e5f60718-0-320.webp',
      'by-content/b1/b1b2c3d4e5f60718-at12500-320.webp',
      'by-content/a1/a1b2c3d4e5f60718-0-640.webp.1a2b3c4d.tmp',
      '320/1/1.webp',
      '640/77/1077.avif',
      'notes.txt',
    ];
    for (const file of files) {
      await mkdir(dirname(join(pruned, file)), { recursive: true });
      await writeFile(join(pruned, file), 'bytes');
    }
    expect(await pruneThumbnails(pruned, (contentHash) => contentHash === 'a1b2c3d4e5f60718')).toBe(5);
    expect((await listFiles(pruned)).map((file) => file.replaceAll('\\', '/'))).toEqual([
      files[0],
      files[1],
      'notes.txt',
    ]);
  });

  it('finds nothing where there is no folder', async () => {
    expect(await pruneThumbnails(join(folder, 'no such folder'), () => false)).toBe(0);
  });
});

async function listFiles(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => relative(root, join(parentPath, name)))
    .sort();
}
