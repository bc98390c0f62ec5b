// Files that change behind what a look at size and time shows.
import { chmod, link, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkFiles } from '#src/library/care/check-files.js';
import type { Library } from '#src/library/types/library.js';
import { Catalogue } from '#src/store/catalogue.js';
import { writePicture } from '../support/images/random-images.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const path = join(home, 'library');
const photos = makeTemporaryFolder();
const THEN = 1_500_000_000;
let library: Library;

beforeAll(async () => {
  for (let i = 0; i < 5; i++) {
    await writePicture(join(photos, `${i}.jpg`), 7000 + i);
    await utimes(join(photos, `${i}.jpg`), THEN, THEN);
  }
  library = await openFakeLibrary({ path });
  await indexPaths(library, [photos]);
});
afterAll(() => library.close());

/** Changes a byte of a file behind its pixels, and sets its time back. */
async function edit(name: string): Promise<void> {
  const file = join(photos, name);
  const bytes = await readFile(file);
  bytes[bytes.length - 3] = (bytes.at(-3) as number) ^ 1;
  await writeFile(file, bytes);
  await utimes(file, THEN, THEN);
}

/** Makes the catalogue believe that a file is as it was. */
async function forgetChange(name: string, ctimeMs: number | null): Promise<void> {
  const db = new Database(join(path, 'catalogue.db'));
  db.prepare('UPDATE file SET ctime_ms = ? WHERE path = ?').run(ctimeMs, join(photos, name));
  db.close();
}

/** What `verify` finds of the files. */
async function check(name: string, content = false) {
  const catalogue = new Catalogue(path, { create: false });
  const findings = await checkFiles({ catalogue }, { content });
  catalogue.close();
  return findings.find((finding) => finding.check === name);
}

describe('an edit that keeps size and time', () => {
  it('is taken up, with rights and links that change no byte read again and not embedded', async () => {
    expect(await check('files')).toMatchObject({ state: 'ok', wrong: 0, examined: 5 });
    await edit('0.jpg');
    await chmod(join(photos, '1.jpg'), 0o640);
    await link(join(photos, '2.jpg'), join(home, 'link.jpg'));
    expect(await check('files')).toMatchObject({
      state: 'ok',
      wrong: 3,
      message: expect.stringContaining('3 may have changed'),
    });
    expect(await indexPaths(library, [photos])).toMatchObject({ indexed: 1, refreshed: 2, reused: 0, unchanged: 2 });
    expect(await indexPaths(library, [photos])).toMatchObject({ indexed: 0, refreshed: 0, unchanged: 5 });
  });

  it('of a file that was empty space when it was looked at is taken up', async () => {
    const file = join(photos, 'filling.jpg');
    await writePicture(file, 7100);
    const bytes = await readFile(file);
    await truncate(file, 0);
    await truncate(file, bytes.length);
    await utimes(file, THEN, THEN);
    expect((await indexPaths(library, [photos])).failed).toHaveLength(1);
    await writeFile(file, bytes, { flag: 'r+' });
    await utimes(file, THEN, THEN);
    expect(await indexPaths(library, [photos])).toMatchObject({ indexed: 1, failed: [] });
  });
});

describe('a change that neither size nor times show', () => {
  it('is found by verify with content, and taken up by force', async () => {
    await edit('3.jpg');
    await forgetChange('3.jpg', (await stat(join(photos, '3.jpg'))).ctimeMs);
    expect(await indexPaths(library, [photos])).toMatchObject({ indexed: 0, refreshed: 0 });
    expect(await check('files', true)).toMatchObject({ state: 'ok', wrong: 0 });
    const found = { state: 'lost', wrong: 1, examined: 6, message: expect.stringContaining(join(photos, '3.jpg')) };
    expect(await check('content', true)).toMatchObject(found);
    expect(await indexPaths(library, [join(photos, '3.jpg')], { force: true })).toMatchObject({ indexed: 1 });
    expect(await check('content', true)).toMatchObject({ state: 'ok', wrong: 0 });
    expect(await indexPaths(library, [photos], { force: true })).toMatchObject({
      indexed: 0,
      refreshed: 6,
      unchanged: 0,
    });
  });
});

describe('a library from before times of inodes were recorded', () => {
  it('gets them at the next run, which reads no file', async () => {
    await forgetChange('4.jpg', null);
    expect(await indexPaths(library, [photos])).toMatchObject({ refreshed: 0, unchanged: 6 });
    await edit('4.jpg');
    expect(await indexPaths(library, [photos])).toMatchObject({ indexed: 1, unchanged: 5 });
  });
});
