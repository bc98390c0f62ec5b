import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IndexOptions } from '#src/indexer/progress/events.js';
import { DEFAULT_RULES, type RootRules } from '#src/indexer/scan/rules.js';
import { Walk, type WalkOptions } from '#src/indexer/scan/walk.js';
import type { Library } from '#src/library/types/library.js';
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
  // A link that leads nowhere, or to itself, is known as a file that could not be examined.
  const files = catalogue.files.listUnder(folder).filter(({ failureCode }) => failureCode !== 'unreadable');
  const known = files.map((file) => relative(folder, file.path));
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

  it.each([
    ['#work', '#work/a.jpg', 'work/a.jpg'],
    ['#*.png', 'sub/#1.png', 'sub/1.png'],
    ['ends with a blank ', 'ends with a blank /a.jpg', 'ends with a blank/a.jpg'],
    ['two blanks  ', 'two blanks  /a.jpg', 'two blanks/a.jpg'],
    ['\\#escaped', '#escaped/a.jpg', 'escaped/a.jpg'],
  ])('takes a value for a pattern, not for a line: %s', async (pattern, excluded, kept) => {
    const folder = await makeFolder(`values-${nextSeed}`, [excluded, kept]);
    const report = await indexPaths(library, [folder], { exclude: [pattern] });
    expect(report).toMatchObject({ indexed: 1, notices: [] });
    expect(await index(folder)).toEqual([kept]);
  });

  it('reports each pattern that matches nothing, once, with the folder', async () => {
    const folder = await makeFolder('unused', ['a.jpg', 'b.png', '#recycle/c.jpg', 'sub/.thumb/d.jpg', 'sub/e.jpg']);
    const exclude = ['*.png', 'draft/', '/sub/a.jpg', '#recycle', '.thumb', '!b.png', join(folder, 'sub')];
    const { notices } = await indexPaths(library, [folder], { exclude });
    const unused = ['draft/', '/sub/a.jpg', join(folder, 'sub')];
    expect(notices.map(({ code, path }) => [code, path])).toEqual(unused.map(() => ['pattern-unused', folder]));
    for (const [i, pattern] of unused.entries()) expect(notices[i]?.message).toContain(JSON.stringify(pattern));
    expect((await indexPaths(library, [folder])).notices).toEqual([]);
  });

  it('reports options for a part of a root, and a named path that is excluded', async () => {
    const folder = await makeFolder('parts', ['a.jpg', 'drafts/b.jpg', 'sub/c.jpg', '.hidden/d.jpg']);
    await indexPaths(library, [folder], { exclude: ['drafts'] });
    const codes = async (path: string, options?: IndexOptions) =>
      (await indexPaths(library, [join(folder, path)], options)).notices.map(({ code }) => code);
    expect(await codes('sub', { exclude: ['c.jpg'] })).toEqual(['options-unused']);
    expect(await codes('sub', { hidden: true })).toEqual(['options-unused']);
    for (const path of ['drafts', 'drafts/b.jpg', '.hidden']) expect(await codes(path)).toEqual(['path-excluded']);
    expect(await index(folder)).toEqual(['a.jpg', 'sub/c.jpg']);
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

describe('folders and files that hold no photos of one\u2019s own', () => {
  it('are passed over, those of storage devices, systems and programs, also with hidden files', async () => {
    const kept = [
      'Trips.photoslibrary/originals/4/4A.jpg',
      'Old.aplibrary/Masters/2009/m.jpg',
      'Work.cocatalog/Originals/o.jpg',
      'Catalog/Catalog.jpg',
      'originals/of-the-user.jpg',
      'recycle/r.jpg',
      'holiday_original.jpg',
      'my_original/p.jpg',
      'partial.jpg',
      'tmp/t.jpg',
    ];
    const folder = await makeFolder('others', [
      ...kept,
      '#recycle/a.jpg',
      '#snapshot/GMT-2024/b.jpg',
      '@Recycle/c.jpg',
      '@Recently-Snapshot/d.jpg',
      '.@__thumb/e.jpg',
      '$Recycle.Bin/S-1-5/f.jpg',
      '.Trash-1000/files/g.jpg',
      '.dtrash/h.jpg',
      'sub/LOST+FOUND/i.jpg',
      '__MACOSX/j.jpg',
      '.stversions/k.jpg',
      'Trips.photoslibrary/resources/derivatives/l.jpg',
      'Trips.photoslibrary/m.jpg/n.jpg',
      'Old.aplibrary/Previews/o.jpg',
      'Work.cocatalog/Cache/p.jpg',
      'Catalog/Catalog Previews.lrdata/q.jpg',
      'Catalog/Catalog Smart Previews.lrdata/r.dng',
      'IMG_1.jpg_original',
      'IMG_2.JPG_exiftool_tmp',
      'a.jpg.part',
      'b.jpg.crdownload',
      'c.jpg.TMP',
      'd.png.filepart',
    ]);
    expect(await index(folder)).toEqual([...kept].sort());
    expect(await index(folder, { hidden: true })).toEqual([...kept].sort());
  });

  it('are read where the user names them as a root', async () => {
    const folder = await makeFolder('Named.photoslibrary/resources/renders', ['a.jpg', 'sub/b.jpg']);
    expect(await index(folder)).toEqual(['a.jpg', 'sub/b.jpg']);
  });
});

describe('.nomedia', () => {
  it('excludes its folder and all below, comes and goes, and does not hold for a root', async () => {
    const folder = await makeFolder('nomedia', ['a.jpg', 'Sent/b.jpg', 'Sent/deep/c.jpg', 'Received/d.jpg']);
    await writeFile(join(folder, '.nomedia'), '');
    await writeFile(join(folder, 'Sent/.nomedia'), '');
    const kept = ['Received/d.jpg', 'a.jpg'];
    expect(await index(folder)).toEqual(kept);
    expect(await index(folder, { hidden: true })).toEqual(kept);
    expect(await index(folder, {}, join(folder, 'Sent/deep'))).toEqual(kept);
    expect(await index(folder, {}, join(folder, 'Sent/b.jpg'))).toEqual(kept);
    await rm(join(folder, 'Sent/.nomedia'));
    await writeFile(join(folder, 'Received/.nomedia'), '');
    expect(await index(folder)).toEqual(['Sent/b.jpg', 'Sent/deep/c.jpg', 'a.jpg']);
  });
});

describe('a library below a root', () => {
  /** Makes a folder that has the files of a library, with a thumbnail, and a photo that lies among them. */
  async function makeLibrary(path: string): Promise<void> {
    await mkdir(join(path, 'thumbnails/by-content/320'), { recursive: true });
    for (const file of ['catalogue.db', 'index-lock.db', 'thumbnails/by-content/320/a.webp', 'stray.jpg'])
      await writeFile(join(path, file), '');
  }

  /** The images that a walk finds. */
  async function walk(root: string, options: WalkOptions, rules: Partial<RootRules> = {}): Promise<string[]> {
    const found: string[] = [];
    for await (const finding of new Walk(root, { ...DEFAULT_RULES, hidden: true, ...rules }, options).run())
      if (finding.type === 'file') found.push(relative(root, finding.file.path));
    return found.filter((path) => !path.endsWith('.db')).sort();
  }

  it.each(['photoseek', 'Index of 2024', 'sub/.photos'])('is passed over whatever its name: %s', async (name) => {
    const folder = await makeFolder(`own-${name}`, ['a.jpg', 'sub/b.jpg']);
    await makeLibrary(join(folder, name));
    expect(await walk(folder, { ownFolder: join(folder, name) })).toEqual(['a.jpg', 'sub/b.jpg']);
  });

  it('that is the root itself, another one, or behind a link, is passed over as far as its thumbnails', async () => {
    const folder = await makeFolder('own-root', ['a.jpg', 'sub/thumbnails/b.jpg']);
    await makeLibrary(folder);
    const photos = ['a.jpg', 'stray.jpg', 'sub/thumbnails/b.jpg'];
    expect(await walk(folder, { ownFolder: folder })).toEqual(photos);
    expect(await walk(folder, { ownFolder: join(home, 'library') })).toEqual(photos);
    const linked = await makeFolder('own-linked', ['c.jpg']);
    await symlink(folder, join(linked, 'link'));
    const found = photos.map((path) => join('link', path));
    expect(await walk(linked, { ownFolder: folder }, { followLinks: true })).toEqual(['c.jpg', ...found]);
  });

  it('is passed over by an index run, and its thumbnails are not read where they are named', async () => {
    const folder = await makeFolder('own-run', ['a.jpg']);
    const path = join(folder, 'index');
    await addPicture(join(path, 'thumbnails/by-content/320/a.webp'));
    const own = await openFakeLibrary({ path });
    expect(await indexPaths(own, [folder])).toMatchObject({ indexed: 1, failed: [], skipped: 0 });
    const named = await indexPaths(own, [join(path, 'thumbnails/by-content')]);
    expect(named).toMatchObject({ indexed: 0, notices: [{ code: 'path-excluded' }] });
    await own.close();
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
