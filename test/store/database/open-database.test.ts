import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { migrate, SCHEMA_VERSION } from '#src/store/database/migrations.js';
import { CATALOGUE_FILE, openDatabase } from '#src/store/database/open-database.js';
import { nextFolder, openCatalogue, openRaw } from '../../support/libraries/catalogues.js';

function getPragma(db: ReturnType<typeof openDatabase>, name: string): unknown {
  return db.pragma(name, { simple: true });
}

/** The definitions of its tables and indexes. */
function listLayout(folder: string): unknown[] {
  return openRaw(folder).prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all();
}

/** Another process that makes one library after the other, each at a moment it is given. */
function makeElsewhere(folders: readonly string[], startMs: number, everyMs: number): Promise<string> {
  const program = `
    const { Catalogue } = await import(${JSON.stringify(import.meta.resolve('#src/store/catalogue.js'))});
    for (const [i, folder] of ${JSON.stringify(folders)}.entries()) {
      while (Date.now() < ${startMs} + ${everyMs} * i);
      const catalogue = new Catalogue(folder, { create: true });
      catalogue.setSetting('opened by ' + process.pid, 'yes');
      catalogue.close();
    }
    console.log('done');
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  return new Promise((resolve) => {
    child.on('close', () => resolve(said));
  });
}

describe('a new catalogue', () => {
  it('has the newest layout', () => {
    const { folder } = openCatalogue();
    expect(getPragma(openRaw(folder), 'user_version')).toBe(SCHEMA_VERSION);
  });

  it('keeps a log beside it, checks references and fits fifteen vectors in a page', () => {
    const db = openDatabase(nextFolder(), true);
    expect(getPragma(db, 'journal_mode')).toBe('wal');
    expect(getPragma(db, 'foreign_keys')).toBe(1);
    expect(getPragma(db, 'synchronous')).toBe(1);
    expect(getPragma(db, 'page_size')).toBe(16384);
    expect(getPragma(db, 'busy_timeout')).toBe(10_000);
    db.close();
  });

  it('is made together with the folders above it', () => {
    const folder = join(nextFolder(), 'a', 'b');
    openCatalogue(folder);
    expect(listLayout(folder).length).toBeGreaterThan(5);
  });

  it('is made only where that is wanted', () => {
    const folder = nextFolder();
    expect(() => openDatabase(folder, false)).toThrowError(
      expect.objectContaining({ code: 'library-not-found', details: { path: folder } }),
    );
    mkdirSync(folder);
    expect(() => openDatabase(folder, false)).toThrowError(expect.objectContaining({ code: 'library-not-found' }));
  });

  // SQLite refuses one in thirty of them, unless somebody tries again.
  it('can be made by several processes at once', async () => {
    const made = Array.from({ length: 30 }, nextFolder);
    const startMs = Date.now() + 500;
    const said = await Promise.all(Array.from({ length: 4 }, () => makeElsewhere(made, startMs, 60)));
    expect(said).toEqual(said.map(() => 'done\n'));
    for (const folder of made) {
      const db = openRaw(folder);
      expect(getPragma(db, 'user_version')).toBe(SCHEMA_VERSION);
      expect(getPragma(db, 'page_size')).toBe(16384);
      expect(db.prepare('SELECT count(*) FROM setting').pluck().get()).toBe(4);
    }
  });

  it('can be opened twice in one process', () => {
    const first = openCatalogue();
    const second = openCatalogue(first.folder);
    first.setSetting('colour', 'green');
    expect(second.getSetting('colour')).toBe('green');
  });
});

describe('an existing catalogue', () => {
  it('keeps what it holds and how it is laid out, however often it is opened', () => {
    const catalogue = openCatalogue();
    catalogue.setSetting('colour', 'green');
    const before = listLayout(catalogue.folder);
    for (let i = 0; i < 3; i++) expect(openCatalogue(catalogue.folder).getSetting('colour')).toBe('green');
    expect(listLayout(catalogue.folder)).toEqual(before);
  });

  it('is not changed by migrating it again', () => {
    const { folder } = openCatalogue();
    const before = listLayout(folder);
    const db = openRaw(folder);
    migrate(db);
    migrate(db);
    expect(listLayout(folder)).toEqual(before);
    expect(getPragma(db, 'user_version')).toBe(SCHEMA_VERSION);
  });

  it('of a newer version is not touched', () => {
    const { folder } = openCatalogue();
    openRaw(folder).pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    expect(() => openDatabase(folder, true)).toThrowError(
      expect.objectContaining({ code: 'library-newer', hint: 'Update photoseek.' }),
    );
    expect(getPragma(openRaw(folder), 'user_version')).toBe(SCHEMA_VERSION + 1);
  });

  it.each([
    ['garbage', Buffer.alloc(20_000, 'garbage')],
    ['a few bytes of garbage', Buffer.from('garbage')],
    ['a text', Buffer.from('{"this": "is no catalogue"}'.repeat(50))],
  ])('that is %s is damaged, and left as it is', (_, bytes) => {
    const folder = nextFolder();
    mkdirSync(folder);
    const file = join(folder, CATALOGUE_FILE);
    writeFileSync(file, bytes);
    expect(() => openDatabase(folder, true)).toThrowError(expect.objectContaining({ code: 'library-damaged' }));
    expect(readFileSync(file)).toEqual(bytes);
  });

  it('whose header was overwritten is damaged', () => {
    const folder = nextFolder();
    openDatabase(folder, true).close();
    const file = join(folder, CATALOGUE_FILE);
    const bytes = readFileSync(file);
    bytes.fill(0xee, 0, 100);
    writeFileSync(file, bytes);
    expect(() => openDatabase(folder, true)).toThrowError(expect.objectContaining({ code: 'library-damaged' }));
  });

  it('whose tables were overwritten is damaged', () => {
    const folder = nextFolder();
    openDatabase(folder, true).close();
    const file = join(folder, CATALOGUE_FILE);
    const bytes = readFileSync(file);
    bytes.fill(0xee, 100, 16384);
    writeFileSync(file, bytes);
    expect(() => openDatabase(folder, true)).toThrowError(expect.objectContaining({ code: 'library-damaged' }));
  });

  it('can be read while another process writes', () => {
    const { folder } = openCatalogue();
    const writer = openRaw(folder);
    writer.exec('BEGIN IMMEDIATE');
    writer.exec("INSERT INTO setting VALUES ('colour', 'green')");
    const reader = openCatalogue(folder);
    expect(reader.getSetting('colour')).toBeUndefined();
    writer.exec('COMMIT');
    expect(reader.getSetting('colour')).toBe('green');
  });

  it('that is a folder, or lies below a file, cannot be written', () => {
    const folder = nextFolder();
    mkdirSync(join(folder, CATALOGUE_FILE), { recursive: true });
    const file = nextFolder();
    writeFileSync(file, '');
    for (const path of [folder, file, join(file, 'below')])
      expect(() => openDatabase(path, true)).toThrowError(expect.objectContaining({ code: 'library-unwritable' }));
  });
});

describe('a name that is no folder', () => {
  const file = join(nextFolder(), 'file');
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '');

  it.each([true, false])('is refused with a sentence, create %s', (create) => {
    expect(() => openDatabase(file, create)).toThrow(`A library must be a folder, got the file ${file}.`);
    expect(() => openDatabase(file, create, true)).toThrow(`A library must be a folder, got the file ${file}.`);
  });

  it('is refused below a file, too', () => {
    expect(() => openDatabase(join(file, 'library'), true)).toThrow(/^The library folder .* cannot be used: ENOTDIR/);
  });

  it.skipIf(process.platform !== 'linux')('is refused where folders cannot be made, at once', () => {
    expect(() => openDatabase('/proc/photoseek', true)).toThrow(/^The library folder \/proc\/photoseek cannot be used/);
    expect(() => openDatabase('/dev/null', true)).toThrow('A library must be a folder, got the device /dev/null.');
  });
});
