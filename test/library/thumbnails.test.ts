// Thumbnails belong to contents: they outlive the disk of their originals, and never show another photo. The encoder is a FAKE.
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLibraryWith } from '#src/library/open-library.js';
import type { Library, PhotoReader } from '#src/library/types/library.js';
import { fakeDependencies } from '../support/encoder/fake-encoder.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const disk = join(home, 'disk');
const missing = { code: 'original-missing' };

let library: Library;

async function paint(file: string, background: string): Promise<void> {
  await sharp({ create: { width: 900, height: 600, channels: 3, background } })
    .png()
    .toFile(file);
}

/** The colour that fills a thumbnail. */
async function colourOf(bytes: Uint8Array): Promise<string> {
  const { dominant } = await sharp(bytes).stats();
  const [name] = Object.entries({ r: dominant.r, g: dominant.g, b: dominant.b }).sort(([, a], [, b]) => b - a)[0] ?? [];
  return String(name);
}

async function findId(path: string, reader: PhotoReader = library): Promise<number> {
  const { results } = await reader.search('a photo', { all: true, limit: 100 });
  const found = results.find((result) => result.path === path || result.otherPaths.includes(path));
  if (found === undefined) throw new Error(`${path} is not in the library.`);
  return found.id;
}

beforeAll(async () => {
  await mkdir(join(disk, 'shared'), { recursive: true });
  await paint(join(disk, 'red.png'), '#d02020');
  await paint(join(disk, 'green.png'), '#20d020');
  await paint(join(disk, 'shared/blue.png'), '#2020d0');
  library = await openLibraryWith({ path: join(home, 'library') }, fakeDependencies().dependencies);
  await indexPaths(library, [disk]);
});
afterAll(() => library.close());

describe('a thumbnail', () => {
  it('is named by the hash of the bytes, which the photo says too', async () => {
    const id = await findId(join(disk, 'red.png'));
    const hash = await library.contentHash(id);
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect((await library.photo(id)).contentHash).toBe(hash);
    const [result] = (await library.similar({ id }, { all: true })).results;
    expect(await library.contentHash(result?.id as number)).toBe(result?.contentHash);
    expect(new Set([hash, result?.contentHash]).size).toBe(2);
    await expect(library.contentHash(999)).rejects.toMatchObject({ code: 'photo-not-found' });
    await expect(library.contentHash(Number.NaN)).rejects.toMatchObject({ code: 'photo-not-found' });
  });

  it('is served while the disk of its original is unplugged, once it was made', async () => {
    const id = await findId(join(disk, 'red.png'));
    const before = await library.thumbnail(id, 640);
    await rename(disk, `${disk} unplugged`);
    try {
      expect(Buffer.compare((await library.thumbnail(id, 640)).bytes, before.bytes)).toBe(0);
      await expect(library.original(id)).rejects.toMatchObject(missing);
      await expect(library.thumbnail(id, 1280)).rejects.toMatchObject(missing);
      await expect(library.thumbnail(await findId(join(disk, 'green.png')), 640)).rejects.toMatchObject(missing);
    } finally {
      await rename(`${disk} unplugged`, disk);
    }
    expect((await library.thumbnail(id, 1280)).bytes.length).toBeGreaterThan(100);
  });

  it('is made smaller of a cached one while the disk is unplugged', async () => {
    const id = await findId(join(disk, 'red.png'));
    await library.thumbnail(id, 320);
    await rename(disk, `${disk} unplugged`);
    try {
      expect(await colourOf((await library.thumbnail(id, 32)).bytes)).toBe('r');
    } finally {
      await rename(`${disk} unplugged`, disk);
    }
  });

  it('survives that its file is renamed', async () => {
    const before = await library.contentHash(await findId(join(disk, 'green.png')));
    await rename(join(disk, 'green.png'), join(disk, 'meadow.png'));
    await indexPaths(library, [disk]);
    expect(await library.contentHash(await findId(join(disk, 'meadow.png')))).toBe(before);
  });

  it('shows the new photo after its file was replaced, and nothing else before that was indexed', async () => {
    const path = join(disk, 'changing.png');
    await paint(path, '#d02040');
    await indexPaths(library, [disk]);
    const old = await findId(path);
    expect(await colourOf((await library.thumbnail(old, 320)).bytes)).toBe('r');
    await paint(path, '#20d040');
    // Not indexed yet: the cached one is that of the photo the library knows; a new one is not made of another file.
    expect(await colourOf((await library.thumbnail(old, 320)).bytes)).toBe('r');
    await expect(library.thumbnail(old, 640)).rejects.toMatchObject(missing);
    await indexPaths(library, [disk]);
    const id = await findId(path);
    expect(await colourOf((await library.thumbnail(id, 320)).bytes)).toBe('g');
    expect(await colourOf((await library.thumbnail(id, 640)).bytes)).toBe('g');
  });

  it('is not made of a file that a foreign link leads to', async () => {
    const folder = join(disk, 'linked');
    await mkdir(folder);
    await paint(join(folder, 'yellow.png'), '#c0c000');
    await indexPaths(library, [disk]);
    const id = await findId(join(folder, 'yellow.png'));
    // The same file, size and time, behind a link that was not there when it was indexed.
    await rename(folder, join(home, 'elsewhere'));
    await symlink(join(home, 'elsewhere'), folder);
    await expect(library.thumbnail(id, 640)).rejects.toMatchObject(missing);
    await rm(folder);
    await rename(join(home, 'elsewhere'), folder);
    expect((await library.thumbnail(id, 640)).bytes.length).toBeGreaterThan(100);
  });

  it('of a photo outside of a folder does not exist within it, cached or not', async () => {
    const [red, blue] = [await findId(join(disk, 'red.png')), await findId(join(disk, 'shared/blue.png'))];
    await library.thumbnail(red, 320);
    const guest = library.within(join(disk, 'shared'));
    const hidden = { code: 'photo-not-found' };
    await expect(guest.thumbnail(red, 320)).rejects.toMatchObject(hidden);
    await expect(guest.contentHash(red)).rejects.toMatchObject(hidden);
    await expect(guest.original(red)).rejects.toMatchObject(hidden);
    expect(await colourOf((await guest.thumbnail(blue, 320)).bytes)).toBe('b');
  });
});
