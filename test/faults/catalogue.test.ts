import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openLibrary, restoreLibrary } from '#src/index.js';
import { SCHEMA_VERSION } from '#src/store/database/migrations.js';
import { askLibrary, listFaults, useFaultLibrary } from '../support/faults/fault-library.js';
import { mountSmallDisk } from '../support/faults/small-disk.js';
import { writePicture } from '../support/images/random-images.js';
import { tamper, withLibrary } from '../support/libraries/filled-library.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { runCommand } from '../support/processes/run-command.js';

const PAGE = 16384;
const library = useFaultLibrary();
const fixture = (version: number) =>
  fileURLToPath(new URL(`../fixtures/libraries/schema-${version}.db`, import.meta.url));

/** Overwrites the first page that a table's rows lie on. */
function spoilTable(path: string, table: string): void {
  const file = join(path, 'catalogue.db');
  const db = new Database(file);
  db.pragma('wal_checkpoint(TRUNCATE)');
  const page = db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(table) as number;
  db.close();
  const bytes = readFileSync(file);
  bytes.fill(0xee, (page - 1) * PAGE, page * PAGE);
  writeFileSync(file, bytes);
}

describe('a damaged page of the catalogue', () => {
  it('is told from what is whole: what does not read it goes on, read-only too, and the rest says library-damaged', async () => {
    const path = library.copy();
    const before = await askLibrary(path);
    spoilTable(path, 'vector');
    await expect(withLibrary(path, (opened) => opened.search('a red square'))).rejects.toMatchObject({
      code: 'library-damaged',
      hint: expect.stringContaining('--read-only'),
    });
    const other = library.copy();
    spoilTable(other, 'keyword');
    expect(await askLibrary(other, true)).toEqual(before);
    expect(await listFaults(other)).not.toEqual([]);
    const searched = await runCommand(['search', 'a red square', '--read-only', '--library', other]);
    expect(searched.code).toBe(0);
  });

  it('is mended by the last backup', async () => {
    const path = library.copy();
    const before = await askLibrary(path);
    const backup = library.next();
    await withLibrary(path, (opened) => opened.backup(backup));
    spoilTable(path, 'vector');
    const failed = await runCommand(['search', 'a red square', '--library', path]);
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining(`photoseek restore "${backup}" --force`) });
    expect(failed.stderr).not.toContain('unexpected');
    await restoreLibrary(backup, path, { force: true });
    expect(await askLibrary(path)).toEqual(before);
    expect(await listFaults(path)).toEqual([]);
  });

  it('stops an index run with a sentence, and writes nothing over it', async () => {
    const path = library.copy();
    spoilTable(path, 'file');
    const ended = await runCommand(['index', library.photos, '--library', path]);
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('[library-damaged]') });
  });
});

describe('what a dead process left behind', () => {
  it('its log is played, and its lock is nobody’s', async () => {
    const path = library.copy();
    const program = `
      const { Catalogue } = await import(${JSON.stringify(import.meta.resolve('#src/store/catalogue.js'))});
      const { RunLock } = await import(${JSON.stringify(import.meta.resolve('#src/store/database/run-lock.js'))});
      globalThis.lock = RunLock.tryAcquire(${JSON.stringify(path)});
      globalThis.catalogue = new Catalogue(${JSON.stringify(path)}, { create: false });
      catalogue.setSetting('written', 'by the dead');
      catalogue.setSetting('run', JSON.stringify({ pid: process.pid, stage: 'indexing' }));
      console.log('ready');
      setInterval(() => {}, 1000);
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(existsSync(join(path, 'catalogue.db-wal'))).toBe(true);
    expect((await withLibrary(path, (opened) => opened.stats())).running).toBeNull();
    const db = new Database(join(path, 'catalogue.db'), { readonly: true });
    expect(db.prepare("SELECT value FROM setting WHERE key = 'written'").pluck().get()).toBe('by the dead');
    db.close();
    expect(await withLibrary(path, (opened) => indexPaths(opened, [library.photos]))).toMatchObject({ unchanged: 12 });
    expect(await listFaults(path)).toEqual([]);
  });

  it('a log that was cut off or is garbage costs its last transactions and nothing else', async () => {
    for (const spoil of [
      (log: Buffer) => log.subarray(0, log.length >> 1),
      (log: Buffer) => Buffer.alloc(log.length, 0xa5),
    ]) {
      const path = library.copy();
      const db = new Database(join(path, 'catalogue.db'));
      db.pragma('wal_autocheckpoint = 0');
      for (let i = 0; i < 50; i++) db.prepare("INSERT OR REPLACE INTO setting VALUES ('n', ?)").run(String(i));
      const copied = library.next();
      mkdirSync(copied);
      copyFileSync(join(path, 'catalogue.db'), join(copied, 'catalogue.db'));
      writeFileSync(join(copied, 'catalogue.db-wal'), spoil(readFileSync(join(path, 'catalogue.db-wal'))));
      db.close();
      expect(await listFaults(copied)).toEqual([]);
      expect(await askLibrary(copied)).toHaveLength(12);
    }
  });
});

describe('a library of another version', () => {
  it.each(Array.from({ length: SCHEMA_VERSION - 1 }, (_, i) => i + 1))(
    'of schema %i is upgraded, with a backup beside it, and keeps what it knows',
    async (version) => {
      const path = library.next();
      mkdirSync(path);
      copyFileSync(fixture(version), join(path, 'catalogue.db'));
      const found = await withLibrary(path, (opened) => opened.search('a cup of coffee', { limit: 1, all: true }));
      expect(found.results[0]?.path).toBe('/photos/coffee-cup.jpg');
      expect(await withLibrary(path, (opened) => opened.stats())).toMatchObject({
        schemaVersion: SCHEMA_VERSION,
        photos: 3,
      });
      const [backup] = readdirSync(path).filter((name) => name.startsWith('backup-'));
      expect(backup).toBe(`backup-0001-schema-${version}.db`);
      const db = new Database(join(path, backup as string), { readonly: true });
      expect(db.pragma('user_version', { simple: true })).toBe(version);
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
      db.close();
      const restored = library.next();
      await restoreLibrary(join(path, backup as string), restored);
      expect((await withLibrary(restored, (opened) => opened.stats())).photos).toBe(3);
    },
  );

  it('keeps the last two backups of upgrades', async () => {
    const path = library.copy();
    for (let i = 1; i <= 4; i++) writeFileSync(join(path, `backup-000${i}-layout-1.db`), '');
    copyFileSync(fixture(2), join(path, 'catalogue.db'));
    await (await openLibrary({ path })).close();
    expect(readdirSync(path).filter((name) => name.startsWith('backup-'))).toEqual([
      'backup-0004-layout-1.db',
      'backup-0005-schema-2.db',
    ]);
  });

  it('of an older schema is not opened read-only, which would have to change it', async () => {
    const path = library.next();
    mkdirSync(path);
    copyFileSync(fixture(2), join(path, 'catalogue.db'));
    await expect(openLibrary({ path, readOnly: true })).rejects.toMatchObject({ code: 'library-unwritable' });
    expect(readFileSync(join(path, 'catalogue.db'))).toEqual(readFileSync(fixture(2)));
  });

  it('of a newer schema is refused with a sentence, whoever asks', async () => {
    const path = library.copy();
    tamper(path, `PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    for (const args of [
      ['search', 'x'],
      ['index', library.photos],
      ['status'],
      ['verify'],
      ['search', 'x', '--read-only'],
    ]) {
      const ended = await runCommand([...args, '--library', path]);
      expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('Update photoseek.') });
    }
  });
});

const smallDisk = mountSmallDisk(200);

describe.skipIf(smallDisk === undefined)('a library of an older schema on a full disk', () => {
  it('is left as it is when there is no room for the backup before its upgrade', async () => {
    const path = smallDisk as string;
    copyFileSync(fixture(3), join(path, 'catalogue.db'));
    writeFileSync(join(path, 'ballast'), Buffer.alloc(100 * 1024));
    await expect(openLibrary({ path })).rejects.toMatchObject({ code: 'library-unwritable', hint: /full/ });
    const db = new Database(join(path, 'catalogue.db'), { readonly: true });
    expect(db.pragma('user_version', { simple: true })).toBe(3);
    db.close();
    expect(readdirSync(path).filter((name) => /backup|tmp/.test(name))).toEqual([]);
  });
});

describe('a clock that is set back', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('loses no change: files are compared by what they are, not by which is newer', async () => {
    const photos = library.next();
    mkdirSync(photos);
    await writePicture(join(photos, 'a.jpg'), 500);
    await writePicture(join(photos, 'b.jpg'), 501);
    const path = library.next();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2040-01-01') });
    const index = () => withLibrary(path, (opened) => indexPaths(opened, [photos]));
    await (await openLibrary({ path })).close();
    expect(await index()).toMatchObject({ indexed: 2 });
    vi.setSystemTime(Date.parse('2001-01-01'));
    await writePicture(join(photos, 'a.jpg'), 502);
    utimesSync(join(photos, 'a.jpg'), 1000, 1000);
    await writePicture(join(photos, 'c.jpg'), 503);
    utimesSync(join(photos, 'c.jpg'), 2_500_000_000, 2_500_000_000);
    expect(await index()).toMatchObject({ indexed: 2, unchanged: 1 });
    expect(await index()).toMatchObject({ indexed: 0, unchanged: 3 });
    expect(await listFaults(path)).toEqual([]);
    expect(await askLibrary(path)).toHaveLength(3);
  });
});
