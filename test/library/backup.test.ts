import { cpSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { openLibrary, restoreLibrary } from '#src/index.js';
import type { Library } from '#src/library/types/library.js';
import type { OpenOptions } from '#src/library/types/open-options.js';
import { Catalogue } from '#src/store/catalogue.js';
import { SCHEMA_VERSION } from '#src/store/database/migrations.js';
import { mountSmallDisk } from '../support/faults/small-disk.js';
import { writePicture } from '../support/images/random-images.js';
import { fillLibrary, makeOutcomes, tamper, withLibrary } from '../support/libraries/filled-library.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { openFakeLibrary } from '../support/libraries/open-fake-library.js';
import { runCommand } from '../support/processes/run-command.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const photos = join(home, 'photos');
let places = 0;
const nextPlace = () => join(home, `place-${++places}`);

/** A library of five photos, to be copied. */
const made = join(home, 'made');
beforeAll(async () => {
  mkdirSync(photos);
  for (let i = 0; i < 5; i++) await writePicture(join(photos, `${i}.jpg`), i);
  const library = await openFakeLibrary({ path: made });
  await indexPaths(library, [photos]);
  await library.close();
});

function makeLibrary(): string {
  const path = nextPlace();
  cpSync(made, path, { recursive: true });
  return path;
}

/** Opens a library of a fake model, as {@link makeLibrary} makes. */
const withFake = <T>(path: string, use: (library: Library) => Promise<T>) => withLibrary(path, use, openFakeLibrary);
const countPhotos = (path: string) => withFake(path, async (library) => (await library.stats()).photos);
const backUp = (path: string, file: string) => withFake(path, (library) => library.backup(file));

function spoil(file: string): void {
  const bytes = readFileSync(file);
  bytes.fill(0x5a, 100, bytes.length);
  writeFileSync(file, bytes);
}

describe('backup', () => {
  it('writes one file that answers as the library does once it is restored', async () => {
    const path = makeLibrary();
    const file = join(home, 'whole.db');
    const ask = (where: string) =>
      withFake(where, (library) => library.search('a red square', { limit: 5, all: true }));
    expect(await backUp(path, file)).toEqual({ path: file, sizeBytes: readFileSync(file).length });
    expect(readdirSync(home).filter((name) => name.startsWith('whole.db'))).toEqual(['whole.db']);
    const restored = nextPlace();
    expect(await restoreLibrary(file, restored)).toEqual({ path: restored, storedAs: null });
    expect((await ask(restored)).results).toEqual((await ask(path)).results);
  });

  it('holds one moment of a library that is written to all the while', async () => {
    const path = nextPlace();
    await fillLibrary(path, 1, 2000);
    const file = join(home, 'busy.db');
    const catalogue = new Catalogue(path, { create: false });
    const [model] = catalogue.spaces.list();
    let from = 10_000;
    const timer = setInterval(() => {
      catalogue.files.record(makeOutcomes(from, 10, model?.dim as number));
      from += 10;
    }, 2);
    const library = await openLibrary({ path });
    await library.backup(file);
    clearInterval(timer);
    await library.close();
    catalogue.close();
    expect(from).toBeGreaterThan(10_000);
    const db = new Database(file, { readonly: true });
    const count = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(count('vector')).toBeGreaterThanOrEqual(2000);
    expect((count('vector') - 2000) % 10).toBe(0);
    expect(count('file')).toBe(count('vector'));
    db.close();
  });

  it('never replaces a file', async () => {
    const path = makeLibrary();
    const file = join(home, 'precious.db');
    writeFileSync(file, 'precious');
    await expect(backUp(path, file)).rejects.toMatchObject({ code: 'backup-failed' });
    expect(readFileSync(file, 'utf8')).toBe('precious');
    await expect(backUp(path, join(home, 'no such folder', 'x.db'))).rejects.toMatchObject({ code: 'backup-failed' });
  });

  it('of a damaged catalogue is not written', async () => {
    const path = makeLibrary();
    const file = join(path, 'catalogue.db');
    const bytes = readFileSync(file);
    bytes.fill(0x5a, bytes.length - 16384);
    writeFileSync(file, bytes);
    const target = join(home, 'damaged.db');
    const ended = await runCommand(['backup', target, '--library', path]);
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('[backup-failed]') });
    expect(readdirSync(home).filter((name) => name.startsWith('damaged.db'))).toEqual([]);
  });

  it('needs neither the model nor the photos', async () => {
    const path = makeLibrary();
    tamper(path, "UPDATE setting SET value = '/no/such/model' WHERE key = 'model'");
    const file = join(home, 'no-model.db');
    expect(await runCommand(['backup', file, '--library', path])).toMatchObject({ code: 0 });
    expect(await runCommand(['backup', file, '--library', nextPlace()])).toMatchObject({ code: 1 });
  });
});

const smallDisk = mountSmallDisk(300);

describe.skipIf(smallDisk === undefined)('a backup to a full disk', () => {
  it('fails and leaves nothing', async () => {
    const path = nextPlace();
    await fillLibrary(path, 1, 600);
    const backingUp = withLibrary(path, (library) => library.backup(join(smallDisk as string, 'x.db')));
    await expect(backingUp).rejects.toMatchObject({ code: 'backup-failed' });
    expect(readdirSync(smallDisk as string)).toEqual([]);
  });
});

describe('restore', () => {
  it('does not replace a library unless it is told to, and then keeps the old one', async () => {
    const path = makeLibrary();
    const file = `${path}.backup`;
    await backUp(path, file);
    await writePicture(join(photos, 'new.jpg'), 99);
    await withFake(path, (library) => indexPaths(library, [photos]));
    rmSync(join(photos, 'new.jpg'));
    await expect(restoreLibrary(file, path)).rejects.toMatchObject({ code: 'bad-argument', hint: /--force/ });
    expect(await countPhotos(path)).toBe(6);
    const restored = await runCommand(['restore', file, '--library', path, '--force', '--json']);
    expect(restored.code).toBe(0);
    expect(await countPhotos(path)).toBe(5);
    const { storedAs } = JSON.parse(restored.stdout);
    expect(storedAs).toBe(join(path, 'catalogue-before-restore-1.db'));
    const old = new Database(storedAs, { readonly: true });
    expect(old.prepare('SELECT count(*) FROM content').pluck().get()).toBe(6);
    old.close();
    expect((await restoreLibrary(file, path, { force: true })).storedAs).toBe(
      join(path, 'catalogue-before-restore-2.db'),
    );
  });

  it('takes the graph and the thumbnails away, whose ids may mean other photos now', async () => {
    const path = nextPlace();
    await fillLibrary(path, 1, 300, 'hnsw');
    const file = `${path}.backup`;
    await withLibrary(path, (library) => library.backup(file));
    expect(readdirSync(path).filter((name) => /^graph/.test(name))).toHaveLength(2);
    mkdirSync(join(path, 'thumbnails/320/1'), { recursive: true });
    writeFileSync(join(path, 'thumbnails/320/1/1.webp'), 'of another photo');
    writeFileSync(join(path, 'graph-notes.txt'), 'of somebody else');
    await restoreLibrary(file, path, { force: true });
    expect(readdirSync(path).filter((name) => /^(graph|thumbnails)/.test(name))).toEqual(['graph-notes.txt']);
    const withGraph = (options: OpenOptions) => openLibrary({ ...options, engine: 'hnsw' });
    const { results } = await withLibrary(path, (library) => library.similar({ id: 3 }, { limit: 2 }), withGraph);
    expect(results).toHaveLength(2);
  });

  it('replaces a damaged catalogue, whose log is not played into the new one', async () => {
    const path = makeLibrary();
    const file = `${path}.backup`;
    await backUp(path, file);
    spoil(join(path, 'catalogue.db'));
    writeFileSync(join(path, 'catalogue.db-wal'), 'of the damaged one');
    const { storedAs } = await restoreLibrary(file, path, { force: true });
    expect(existsSync(storedAs as string)).toBe(true);
    expect(existsSync(join(path, 'catalogue.db-wal'))).toBe(false);
    expect(await countPhotos(path)).toBe(5);
  });

  it('refuses a library that is in use, by readers or an index run', async () => {
    const path = makeLibrary();
    const file = `${path}.backup`;
    await backUp(path, file);
    const library = await openFakeLibrary({ path });
    await library.search('a photo');
    await expect(restoreLibrary(file, path, { force: true })).rejects.toMatchObject({ code: 'library-locked' });
    expect((await library.search('a photo', { all: true })).results).toHaveLength(5);
    await library.close();
    await restoreLibrary(file, path, { force: true });
  });

  it.each([
    ['garbage', Buffer.alloc(50_000, 'garbage'), 'library-damaged'],
    ['empty', Buffer.alloc(0), 'library-damaged'],
  ])('refuses a backup that is %s, and leaves the library alone', async (_, bytes, code) => {
    const path = makeLibrary();
    const file = `${path}.backup`;
    writeFileSync(file, bytes);
    await expect(restoreLibrary(file, path, { force: true })).rejects.toMatchObject({ code });
    expect(await countPhotos(path)).toBe(5);
    expect(readdirSync(path).filter((name) => /tmp|before-restore/.test(name))).toEqual([]);
  });

  it('refuses a backup that is damaged, of a newer schema, of another program, or not there', async () => {
    const path = makeLibrary();
    const good = `${path}.good`;
    await backUp(path, good);
    const refuse = async (name: string, change: (file: string) => void, code: string) => {
      const file = `${path}.${name}`;
      writeFileSync(file, readFileSync(good));
      change(file);
      await expect(restoreLibrary(file, nextPlace())).rejects.toMatchObject({ code });
    };
    await refuse(
      'damaged',
      (file) => {
        const bytes = readFileSync(file);
        bytes.fill(0x5a, bytes.length - 16384);
        writeFileSync(file, bytes);
      },
      'library-damaged',
    );
    const sql = (statement: string) => (file: string) => {
      const db = new Database(file);
      db.exec(statement);
      db.close();
    };
    await refuse('newer', sql(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`), 'library-newer');
    await refuse('other', sql('DROP TABLE setting'), 'library-damaged');
    await expect(restoreLibrary(`${path}.nothing`, nextPlace())).rejects.toMatchObject({ code: 'path-not-found' });
  });

  it('takes a plain copy of a catalogue, too', async () => {
    const path = makeLibrary();
    const copy = `${path}.copy`;
    linkSync(join(path, 'catalogue.db'), copy);
    const restored = nextPlace();
    await restoreLibrary(copy, restored);
    expect(await countPhotos(restored)).toBe(5);
  });
});

describe('a catalogue that is damaged', () => {
  it('names the last backup: the one that was asked for, as long as it is there, or one made by itself', async () => {
    const path = makeLibrary();
    const file = `${path}.backup`;
    await backUp(path, file);
    writeFileSync(join(path, 'backup-0009-layout-2.db'), '');
    writeFileSync(join(path, 'backup-0010-layout-3.db'), '');
    spoil(join(path, 'catalogue.db'));
    const opened = () => openLibrary({ path });
    await expect(opened()).rejects.toMatchObject({ code: 'library-damaged', hint: expect.stringContaining(file) });
    rmSync(file);
    await expect(opened()).rejects.toMatchObject({ hint: expect.stringContaining('backup-0010-layout-3.db') });
    rmSync(join(path, 'backup-0010-layout-3.db'));
    rmSync(join(path, 'backup-0009-layout-2.db'));
    await expect(opened()).rejects.toMatchObject({ hint: expect.stringContaining('No backup is known') });
  });
});
