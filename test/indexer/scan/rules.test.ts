import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IndexOptions } from '#src/indexer/progress/events.js';
import type { Library } from '#src/library/types.js';
import { Catalogue } from '#src/store/catalogue.js';
import { writePicture } from '../../support/images/random-images.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const home = makeTemporaryFolder();
let library: Library;
beforeAll(async () => {
  library = await openFakeLibrary({ path: join(home, 'library') });
});
afterAll(() => library.close());

let nextSeed = 1;

async function makeFolder(name: string, files: readonly string[]): Promise<string> {
  const folder = join(home, name);
  await mkdir(folder, { recursive: true });
  for (const file of files) await addPicture(join(folder, file));
  return folder;
}

async function addPicture(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writePicture(path, nextSeed++);
}

/** Paths known below a folder after a run, relative to it. */
async function index(folder: string, options?: IndexOptions, path = folder): Promise<string[]> {
  await indexPaths(library, [path], options);
  const catalogue = new Catalogue(join(home, 'library'), { create: false });
  const known = catalogue.files.listUnder(folder).map((file) => relative(folder, file.path));
  catalogue.close();
  return known.sort();
}

describe('--exclude', () => {
  const files = ['a.jpg', 'b.png', 'drafts/c.jpg', 'sub/drafts/d.jpg', 'sub/e.jpg', 'top.jpg', 'sub/top.jpg'];

  it('passes over what matches, and is remembered until it is said again', async () => {
    const folder = await makeFolder('exclude', files);
    const kept = ['a.jpg', 'sub/e.jpg', 'sub/top.jpg'];
    expect(await index(folder, { exclude: ['*.png', 'drafts/', '/top.jpg'] })).toEqual(kept);
    expect(await index(folder)).toEqual(kept);
    expect(await index(folder, {}, join(folder, 'sub/drafts'))).toEqual(kept);
    expect(await index(folder, { exclude: ['*', '!*.png'] })).toEqual(['b.png']);
    expect(await index(folder, { exclude: [] })).toEqual([...files].sort());
  });
});

describe('.photoseekignore', () => {
  it('holds for its folder and below; the innermost that has something to say decides', async () => {
    const folder = await makeFolder('ignore', ['a.jpg', 'raw/b.jpg', 'raw/keep/c.jpg', 'sub/raw/d.jpg', 'sub/x.jpg']);
    await writeFile(join(folder, '.photoseekignore'), '# not these\nraw/*\n!raw/keep/\n\nx.jpg\r\n');
    await writeFile(join(folder, 'sub/.photoseekignore'), '!x.jpg\n');
    expect(await index(folder)).toEqual(['a.jpg', 'raw/keep/c.jpg', 'sub/raw/d.jpg', 'sub/x.jpg']);
  });

  it('that appears forgets what it names, one that goes brings it back; nothing else changes', async () => {
    const folder = await makeFolder('ignore-changes', ['a.jpg', 'b.jpg']);
    expect(await index(folder)).toEqual(['a.jpg', 'b.jpg']);
    await writeFile(join(folder, '.photoseekignore'), 'b.jpg');
    expect(await index(folder)).toEqual(['a.jpg']);
    await rm(join(folder, '.photoseekignore'));
    expect(await index(folder)).toEqual(['a.jpg', 'b.jpg']);
  });
});

describe('hidden files and clutter', () => {
  it('are passed over, hidden ones unless they are wanted', async () => {
    const folder = await makeFolder('hidden', [
      'a.jpg',
      '.b.jpg',
      '.c/d.jpg',
      '._a.jpg',
      'System Volume Information/e.jpg',
      'lost+found/f.jpg',
      '.git/g.jpg',
    ]);
    expect(await index(folder)).toEqual(['a.jpg']);
    expect(await index(folder, { hidden: true })).toEqual(['.b.jpg', '.c/d.jpg', 'a.jpg']);
    expect(await index(folder, { hidden: false })).toEqual(['a.jpg']);
  });
});

describe('symbolic links', () => {
  it('are followed when asked; loops end, and what is reached twice counts once, by its own path', async () => {
    const outside = await makeFolder('outside', ['o.jpg', 'deep/p.jpg']);
    const folder = await makeFolder('links', ['z/a.jpg']);
    await symlink(outside, join(folder, 'A-outside'));
    await symlink(folder, join(folder, 'z/loop'));
    await symlink(join(folder, 'z'), join(folder, 'again'));
    await symlink(join(folder, 'z/a.jpg'), join(folder, 'B.jpg'));
    await symlink(join(outside, 'loop'), join(outside, 'loop'));
    expect(await index(folder)).toEqual(['z/a.jpg']);
    expect(await index(folder, { followLinks: true })).toEqual(['A-outside/deep/p.jpg', 'A-outside/o.jpg', 'z/a.jpg']);
    expect(await index(folder, { followLinks: false })).toEqual(['z/a.jpg']);
  });
});

describe('--raw=sibling', () => {
  const files = [
    'IMG_1.CR2',
    'IMG_1.JPG',
    'IMG_2.NEF',
    'img_3.jpeg',
    'IMG_3.dng',
    'IMG_4.ARW',
    'IMG_4.heic',
    'IMG_5.tif',
  ];
  const others = ['IMG_1.JPG', 'IMG_2.NEF', 'IMG_4.heic', 'IMG_5.tif', 'img_3.jpeg'];

  it('passes over a raw file whose JPEG or HEIC lies beside it, and is remembered', async () => {
    const folder = await makeFolder('raw', files);
    expect(await index(folder)).toEqual([...files].sort());
    expect(await index(folder, { raw: 'sibling' })).toEqual(others);
    expect(await index(folder)).toEqual(others);
    expect(await index(folder, {}, join(folder, 'IMG_1.CR2'))).toEqual(others);
    expect(await index(folder, { raw: 'all' })).toEqual([...files].sort());
  });

  it('follows pictures that come and go', async () => {
    const folder = await makeFolder('raw-changes', ['a.CR2', 'b.CR2', 'b.jpg']);
    expect(await index(folder, { raw: 'sibling' })).toEqual(['a.CR2', 'b.jpg']);
    await rm(join(folder, 'b.jpg'));
    await addPicture(join(folder, 'a.jpg'));
    expect(await index(folder)).toEqual(['a.jpg', 'b.CR2']);
  });

  it('does not count a picture that is itself passed over, or lies elsewhere', async () => {
    const folder = await makeFolder('raw-excluded', ['a.CR2', 'a.jpg', 'b.CR2', 'jpeg/b.jpg']);
    const expected = ['a.CR2', 'b.CR2', 'jpeg/b.jpg'];
    expect(await index(folder, { raw: 'sibling', exclude: ['/*.jpg'] })).toEqual(expected);
    expect(await index(folder, {}, join(folder, 'a.CR2'))).toEqual(expected);
  });
});
