// What `duplicates` offers for deletion, over files that are made, linked, moved, changed and deleted after they were indexed.
import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDuplicates } from '#src/insight/duplicates/find-duplicates.js';
import { type FileStatus, statFile } from '#src/runtime/stat-file.js';
import type { DuplicateKind } from '#src/search/types/duplicates.js';
import { paintDiscs } from '../../support/images/painted.js';
import { makeMetadataRecord } from '../../support/libraries/catalogues.js';
import { makeSearchContext } from '../../support/libraries/search-context.js';
import { runs } from '../../support/runner/form.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const home = makeTemporaryFolder();

/** What all photos look like. */
const IMAGE = paintDiscs(1, 64, 48);
let folders = 0;

/** A folder with files, given as path → text, and a catalogue that knows them. Files of the same text are one photo. */
function makeLibrary(files: Record<string, string>, { context, space } = makeSearchContext(4)) {
  const root = join(home, String(++folders));
  mkdirSync(root);
  const at = (path: string) => join(root, path);
  const index = (...paths: string[]) => {
    for (const path of paths.map(at)) {
      const sha256 = hash(path);
      const { size: sizeBytes, mtimeMs } = statSync(path);
      const file = { path, sizeBytes, mtimeMs };
      const metadata = makeMetadataRecord(path);
      const isKnown = context.catalogue.files.findContent(sha256) !== undefined;
      const frame = { ordinal: 0, kind: 'image', label: null, page: null, width: 4, height: 3, atMs: null } as const;
      // All photos look the same.
      const vectors = new Map([[space.row.id, Float32Array.of(1, 0, 0, 0)]]);
      context.catalogue.files.record([
        isKnown
          ? { kind: 'reused', file, sha256, metadata }
          : {
              ...{ kind: 'encoded', file, metadata, stages: { frames: '1' } },
              content: { sha256, format: 'jpeg', mediaType: 'image/jpeg' },
              frames: [{ ...frame, phash: Uint8Array.of(0x9d, 0x5a, 0x3c, 0xe1, 0x27, 0xb4, 0x68, 0xd3), vectors }],
            },
      ]);
    }
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  }
  const find = async (kinds: readonly DuplicateKind[] = ['exact'], stat = statFile) => {
    const present = { ...context, scope: { folder: root }, statFile: stat };
    const groups = await findDuplicates(
      present,
      { ofPhoto: async () => IMAGE, ofPlace: async () => IMAGE },
      { kinds, compareBytes: true },
    );
    const name = (path: string) => path.slice(root.length + 1);
    return groups.map(({ members, reclaimableBytes }) => ({
      keep: name(members[0]?.path ?? ''),
      remove: members.slice(1).flatMap(({ path, aliases }) => [path, ...aliases].map(name)),
      reclaimableBytes,
    }));
  };
  return { root, at, index, find };
}

function hash(path: string): Buffer {
  return createHash('sha256').update(readFileSync(path)).digest();
}

describe('files that are gone', () => {
  it('are neither kept nor reclaimed when their folder was moved and indexed again', async () => {
    const { at, index, find } = makeLibrary({ 'old/2020/a.jpg': 'aaaa', 'old/b.jpg': 'bb' });
    index('old/2020/a.jpg', 'old/b.jpg');
    renameSync(at('old'), at('a much longer name'));
    index('a much longer name/2020/a.jpg', 'a much longer name/b.jpg');
    expect(await find()).toEqual([]);
  });

  it('leave the copies that are there to be compared with each other', async () => {
    const { at, index, find } = makeLibrary({ 'a.jpg': 'aaaa', 'copies/a.jpg': 'aaaa', 'copies/again/a.jpg': 'aaaa' });
    index('a.jpg', 'copies/a.jpg', 'copies/again/a.jpg');
    rmSync(at('a.jpg'));
    expect(await find()).toEqual([{ keep: 'copies/a.jpg', remove: ['copies/again/a.jpg'], reclaimableBytes: 4 }]);
  });

  it('are no near-duplicates, and no photo is like one of them', async () => {
    const { at, index, find } = makeLibrary({ 'large.jpg': 'a large one', 'small.jpg': 'small', 'tiny.jpg': 'tin' });
    index('large.jpg', 'small.jpg', 'tiny.jpg');
    expect(await find(['near'])).toMatchObject([{ keep: 'large.jpg', remove: ['small.jpg', 'tiny.jpg'] }]);
    rmSync(at('large.jpg'));
    expect(await find(['near'])).toMatchObject([{ keep: 'small.jpg', remove: ['tiny.jpg'] }]);
    rmSync(at('tiny.jpg'));
    expect(await find(['near', 'similar'])).toEqual([]);
  });
});

describe('files that were changed', () => {
  it.each([
    ['with another size', 'aaaaaa', false],
    ['with another time', 'bbbb', false],
    ['with their size and time set back', 'bbbb', true],
  ])('are neither kept nor deleted: %s', async (_, text, isTimeSetBack) => {
    const { at, index, find } = makeLibrary({ 'a.jpg': 'aaaa', 'b/a.jpg': 'aaaa', 'b/long/a.jpg': 'aaaa' });
    for (const path of ['a.jpg', 'b/a.jpg', 'b/long/a.jpg']) utimesSync(at(path), 1e9, 1e9);
    index('a.jpg', 'b/a.jpg', 'b/long/a.jpg');
    writeFileSync(at('a.jpg'), text);
    if (isTimeSetBack) utimesSync(at('a.jpg'), 1e9, 1e9);
    expect(await find()).toEqual([{ keep: 'b/a.jpg', remove: ['b/long/a.jpg'], reclaimableBytes: 4 }]);
  });
});

describe('one file under several names', () => {
  it.each([
    ['a hard link', (from: string, to: string) => linkSync(from, to)],
    ['a symbolic link', (from: string, to: string) => symlinkSync(from, to)],
    [
      'a folder by a second path',
      (from: string, to: string) => {
        rmSync(dirname(to), { recursive: true, force: true });
        symlinkSync(dirname(from), dirname(to));
      },
    ],
  ])('is no duplicate: %s', async (_, link) => {
    const { at, index, find } = makeLibrary({ 'real/x.jpg': 'xxxx' });
    mkdirSync(at('again'));
    link(at('real/x.jpg'), at('again/x.jpg'));
    index('real/x.jpg', 'again/x.jpg');
    expect(await find()).toEqual([]);
    writeFileSync(at('copy of x.jpg'), 'xxxx');
    index('copy of x.jpg');
    expect(await find()).toEqual([{ keep: 'real/x.jpg', remove: ['copy of x.jpg'], reclaimableBytes: 4 }]);
  });

  it('takes its space until the last of them is deleted', async () => {
    const { at, index, find } = makeLibrary({ 'a.jpg': 'aaaa', 'folder/copy.jpg': 'aaaa' });
    linkSync(at('folder/copy.jpg'), at('folder/link.jpg'));
    index('a.jpg', 'folder/copy.jpg', 'folder/link.jpg');
    const remove = expect.arrayContaining(['folder/copy.jpg', 'folder/link.jpg']);
    expect(await find()).toEqual([{ keep: 'a.jpg', remove, reclaimableBytes: 4 }]);
    // A name that the library does not know.
    linkSync(at('folder/copy.jpg'), at('elsewhere.jpg'));
    expect(await find()).toEqual([{ keep: 'a.jpg', remove, reclaimableBytes: 0 }]);
  });

  const status: FileStatus = { sizeBytes: 4, mtimeMs: 5, device: 1n, inode: 7n, ctimeNs: 9n, links: 1 };
  it.each([
    ['is one file on a share that is mounted twice', { device: 2n }, true],
    ['is two on two disks that count their files alike', { device: 2n, ctimeNs: 8n }, false],
    ['is two where inodes differ beyond 2^53', { inode: 7n + 2n ** 60n }, false],
    ['is two where the file system has no inodes', { inode: 0n }, false],
  ])('%s', async (_, other, isOne) => {
    const { at, index, find } = makeLibrary({ 'a.jpg': 'aaaa', 'folder/a.jpg': 'aaaa' });
    for (const path of ['a.jpg', 'folder/a.jpg']) utimesSync(at(path), 0.005, 0.005);
    index('a.jpg', 'folder/a.jpg');
    const groups = await find(['exact'], async (path) => (path === at('a.jpg') ? status : { ...status, ...other }));
    expect(groups).toHaveLength(isOne ? 0 : 1);
  });
});

describe('deleting what is offered', () => {
  const PATHS = ['a.jpg', 'b.jpg', 'sub/a.jpg', 'sub/b (1).jpg', 'sub/deep/c.jpg', 'other/a.jpg', 'other/d.jpg'];
  const TEXTS = ['first', 'secnd', 'third'];
  const operation = fc.record({
    kind: fc.constantFrom(
      'delete',
      'copy',
      'link',
      'symlink',
      'rename',
      'edit',
      'edit in secret',
      'swap',
      'move folder',
    ),
    from: fc.nat(PATHS.length - 1),
    to: fc.nat(PATHS.length - 1),
    text: fc.constantFrom(...TEXTS),
  });

  it('never loses the last copy, whatever happened to the disk since the index run', async () => {
    // One for all runs: making it takes the time.
    const catalogue = makeSearchContext(4);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...TEXTS), { minLength: PATHS.length, maxLength: PATHS.length }),
        fc.array(operation, { maxLength: 8 }),
        fc.array(operation, { maxLength: 8 }),
        async (texts, before, after) => {
          const files = Object.fromEntries(PATHS.map((path, i) => [path, texts[i] as string]));
          const { at, root, index, find } = makeLibrary(files, catalogue);
          // Times that tell nothing.
          for (const path of PATHS) utimesSync(at(path), 1e9, 1e9);
          for (const step of before) disturb(at, step);
          index(...listPaths(root));
          for (const step of after) disturb(at, step);
          const contents = listContents(root);
          const offered = (await find()).flatMap(({ remove }) => remove);
          expect(new Set(offered).size).toBe(offered.length);
          // Of a file with two names, the first may have been the last.
          for (const path of offered) rmSync(at(path), { force: true });
          expect(listContents(root)).toEqual(contents);
        },
      ),
      { numRuns: runs(800) },
    );
  });

  function disturb(at: (path: string) => string, step: { kind: string; from: number; to: number; text: string }): void {
    const [from, to] = [at(PATHS[step.from] as string), at(PATHS[step.to] as string)];
    if (from === to || !existsSync(from)) return;
    const put = (make: () => void) => {
      if (existsSync(dirname(to)) && statSync(dirname(to)).isDirectory()) {
        rmSync(to, { force: true });
        make();
      }
    };
    const { kind, text } = step;
    if (kind === 'delete') rmSync(from);
    else if (kind === 'copy') {
      const bytes = readFileSync(from);
      put(() => writeFileSync(to, bytes));
      if (existsSync(to)) utimesSync(to, 1e9, 1e9);
    } else if (kind === 'link') put(() => linkSync(from, to));
    else if (kind === 'symlink') put(() => symlinkSync(from, to));
    else if (kind === 'rename') put(() => renameSync(from, to));
    else if (kind === 'edit') writeFileSync(from, `${text}!`);
    else if (kind === 'edit in secret') {
      writeFileSync(from, text);
      utimesSync(from, 1e9, 1e9);
    } else if (kind === 'swap' && existsSync(to)) {
      renameSync(from, `${from}~`);
      renameSync(to, from);
      renameSync(`${from}~`, to);
    } else if (kind === 'move folder' && existsSync(at('sub')) && !existsSync(at('moved'))) {
      renameSync(at('sub'), at('moved'));
      symlinkSync(at('moved'), at('sub'));
    }
  }

  function listPaths(root: string): string[] {
    return readdirSync(root, { recursive: true })
      .map(String)
      .filter((path) => existsSync(join(root, path)) && statSync(join(root, path)).isFile());
  }

  /** Every content on the disk, once, by the names that are no links. */
  function listContents(root: string): string[] {
    return [...new Set(listPaths(root).map((path) => readFileSync(join(root, path), 'utf8')))].sort();
  }
});
