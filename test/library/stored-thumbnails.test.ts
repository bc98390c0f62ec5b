// Thumbnails that index runs store. The encoder is a FAKE.
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Library } from '#src/library/types/library.js';
import { InProcessMedia } from '../support/images/in-process-media.js';
import { writePicture } from '../support/images/random-images.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const disk = join(home, 'disk');

/** Counts the thumbnails that are made of originals. */
class CountingMedia extends InProcessMedia {
  static made = 0;
  override thumbnail(...given: Parameters<InProcessMedia['thumbnail']>): Promise<Uint8Array> {
    CountingMedia.made++;
    return super.thumbnail(...given);
  }
}

let library: Library;
const open = (name: string) =>
  openFakeLibrary({ path: join(home, name) }, { size: 260 }, { createMedia: (options) => new CountingMedia(options) });

/** The files that are cached of a library's photos, without their folders. */
async function listCached(of = 'library'): Promise<string[]> {
  const entries = await readdir(join(home, of, 'thumbnails'), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isFile() ? [entry.name] : [])).sort();
}

async function listNames(of: Library = library): Promise<string[]> {
  const { results } = await of.search('a photo', { all: true, limit: 100 });
  return results.map(({ contentHash }) => `${contentHash}-0-320.webp`).sort();
}

beforeAll(async () => {
  await mkdir(disk);
  for (let i = 0; i < 4; i++) await writePicture(join(disk, `${i}.jpg`), i, { width: 800, height: 600 });
  await writePicture(join(disk, 'tiny.png'), 9, { width: 40, height: 30 });
  library = await open('library');
  await indexPaths(library, [disk]);
});
afterAll(() => library.close());

describe('An index run', () => {
  it('stores a thumbnail of every photo', async () => {
    expect(await listCached()).toEqual(await listNames());
    expect(CountingMedia.made).toBe(0);
  });

  it('has them shown while the disk of the originals is unplugged, without decoding any', async () => {
    const { results } = await library.search('a photo', { all: true });
    await rename(disk, `${disk} unplugged`);
    try {
      for (const { id, width } of results) {
        const { bytes } = await library.thumbnail(id, 320);
        expect((await sharp(bytes).metadata()).width).toBe(Math.min(320, width));
        expect((await sharp((await library.thumbnail(id, 32)).bytes).metadata()).width).toBe(32);
      }
    } finally {
      await rename(`${disk} unplugged`, disk);
    }
    expect(CountingMedia.made).toBe(0);
  });

  it('makes none of photos that have theirs', async () => {
    const name = (await listNames())[0] as string;
    const file = join(home, 'library/thumbnails/by-content', name.slice(0, 2), name);
    const { ino } = await stat(file);
    await indexPaths(library, [disk], { force: true });
    expect((await stat(file)).ino).toBe(ino);
  });

  it('deletes everything that is cached of photos that are gone, and keeps that of photos with another file', async () => {
    const inside = join(disk, 'inside');
    await mkdir(inside);
    await writePicture(join(inside, 'a.jpg'), 20, { width: 800, height: 600 });
    await writePicture(join(inside, 'b.jpg'), 20, { width: 800, height: 600 });
    await indexPaths(library, [disk]);
    const all = await listNames();
    expect(all).toHaveLength(6);
    const added = (await library.search('a photo', { all: true })).results.find(({ path }) => path.includes('inside'));
    await library.thumbnail(added?.id as number, 640);
    await rm(join(inside, 'a.jpg'));
    await indexPaths(library, [disk]);
    expect(await listCached()).toHaveLength(7 + 5);
    await rm(join(inside, 'b.jpg'));
    await indexPaths(library, [disk]);
    await expect.poll(() => listCached()).toHaveLength(5 + 5);
    expect((await listCached()).filter((file) => file.startsWith(added?.contentHash as string))).toEqual([]);
  });

  it('deletes those of a photo whose file was replaced', async () => {
    await writePicture(join(disk, '0.jpg'), 30, { width: 800, height: 600 });
    await indexPaths(library, [disk]);
    await expect
      .poll(async () => (await listCached()).filter((name) => name.endsWith('-320.webp')))
      .toEqual(await listNames());
  });

  it('stores none after it was told so, until it is told otherwise', async () => {
    const other = await open('without');
    try {
      await indexPaths(other, [disk], { thumbnails: false });
      await indexPaths(other, [disk], { force: true });
      expect(await listCached('without')).toEqual([]);
      await writePicture(join(disk, 'new.jpg'), 40, { width: 800, height: 600 });
      await indexPaths(other, [disk]);
      expect(await listCached('without')).toEqual([]);
      await writePicture(join(disk, 'newer.jpg'), 41, { width: 800, height: 600 });
      await indexPaths(other, [disk], { thumbnails: true });
      expect(await listCached('without')).toHaveLength(1);
    } finally {
      await other.close();
    }
  });

  it('has them counted among what the library takes on disk', async () => {
    const { diskBytes, thumbnailBytes } = await library.stats();
    expect(thumbnailBytes).toBeGreaterThan(1000);
    expect(diskBytes).toBeGreaterThan(thumbnailBytes);
  });
});
