// Paths in what the library gives to programs, where names are not valid UTF-8.
import { copyFileSync, linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { IndexEvent } from '#src/indexer/progress/events.js';
import type { Library } from '#src/library/types/library.js';
import { fromNameBytes, toFsPath } from '#src/runtime/fs-path.js';
import { writePicture } from '../support/images/random-images.js';
import { collectEvents } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const root = join(home, fromNameBytes(Buffer.from('J\xe4rvi', 'latin1')));
const at = (name: string) => join(root, fromNameBytes(Buffer.from(name, 'latin1')));
const base64 = (path: string) => Buffer.from(toFsPath(path) as Buffer).toString('base64');

let library: Library;
let events: IndexEvent[];
beforeAll(async () => {
  mkdirSync(toFsPath(root));
  const plain = join(home, 'plain');
  mkdirSync(plain);
  await writePicture(join(plain, 'a.jpg'), 1);
  for (const name of ['s\xf6.jpg', '\x8e\xca.jpg']) copyFileSync(join(plain, 'a.jpg'), toFsPath(at(name)));
  linkSync(toFsPath(at('s\xf6.jpg')), join(plain, 'link.jpg'));
  linkSync(toFsPath(at('s\xf6.jpg')), toFsPath(at('link \xe9.jpg')));
  writeFileSync(toFsPath(at('no image \xfc.jpg')), 'text');
  library = await openFakeLibrary({ path: join(home, 'library') });
  events = await collectEvents(library, [root, plain], { exclude: ['nothing-of-this-name'] });
});
afterAll(() => library.close());

it('stand with their bytes in the events, the report and the list of failures of an index run', async () => {
  const failure = { path: at('no image \xfc.jpg'), pathBytes: base64(at('no image \xfc.jpg')) };
  expect(events.filter(({ type }) => type === 'failed')).toMatchObject([{ failure }]);
  const last = events.at(-1);
  if (last?.type !== 'done') throw new Error('The run did not end.');
  expect(last.report.failed).toMatchObject([failure]);
  expect(last.report.notices).toMatchObject([{ path: root, pathBytes: base64(root) }, { path: join(home, 'plain') }]);
  expect(last.report.notices[1]).not.toHaveProperty('pathBytes');
  expect(await library.failures()).toMatchObject([failure]);
});

it('stand with their bytes in the list of roots', async () => {
  const roots = await library.roots();
  expect(roots.map(({ path, pathBytes }) => ({ path, pathBytes }))).toEqual([
    { path: root, pathBytes: base64(root) },
    { path: join(home, 'plain'), pathBytes: undefined },
  ]);
});

it('stand with their bytes beside the other paths of a photo, in their order', async () => {
  const [photo] = (await library.search('ext:jpg')).results;
  const paths = [photo?.path, ...(photo?.otherPaths ?? [])] as string[];
  const bytes = [photo?.pathBytes ?? null, ...(photo?.otherPathBytes ?? [])];
  expect(new Set(paths)).toEqual(
    new Set([
      ...['s\xf6.jpg', '\x8e\xca.jpg', 'link \xe9.jpg'].map(at),
      ...['a.jpg', 'link.jpg'].map((name) => join(home, 'plain', name)),
    ]),
  );
  expect(bytes).toEqual(paths.map((path) => (typeof toFsPath(path) === 'string' ? null : base64(path))));
});

it('stand with their bytes in groups of duplicates, also as further names of one file', async () => {
  const [group] = await library.duplicates({ kinds: ['exact'] });
  const members = group?.members.map(({ path, pathBytes, aliases, aliasBytes }) => ({
    paths: [path, ...aliases],
    bytes: [pathBytes ?? null, ...(aliasBytes ?? aliases.map(() => null))],
  }));
  expect(members).toHaveLength(3);
  expect(members?.flatMap(({ paths }) => paths)).toHaveLength(5);
  for (const { paths, bytes } of members ?? [])
    expect(bytes).toEqual(paths.map((path) => (typeof toFsPath(path) === 'string' ? null : base64(path))));
});

it('add nothing where every name is valid UTF-8', async () => {
  const [photo] = (await library.within(join(home, 'plain')).search('ext:jpg')).results;
  expect(photo?.otherPaths).toHaveLength(1);
  expect(photo).not.toHaveProperty('pathBytes');
  expect(photo).not.toHaveProperty('otherPathBytes');
});
