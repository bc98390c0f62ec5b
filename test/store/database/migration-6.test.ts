import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { SCHEMA_VERSION } from '#src/store/database/migrations.js';
import { CATALOGUE_FILE } from '#src/store/database/open-database.js';
import { nextFolder, openCatalogue, openRaw } from '../../support/libraries/catalogues.js';
import { fillSchema5, makeOldCatalogue } from '../../support/libraries/old-catalogue.js';

const FIXTURES = fileURLToPath(new URL('../../fixtures/libraries/', import.meta.url));
const PHOTOS = 40;

/** Photos by vector id, with their bytes; the same rows before and after. */
function listVectors(db: Database.Database): unknown[] {
  const isOld = (db.pragma('user_version', { simple: true }) as number) < 6;
  return db
    .prepare(
      isOld
        ? `SELECT vector.id, model_id AS space, content_id AS photo, hex(sha256) AS sha, hex(data) AS data, width, height
           FROM vector JOIN frame ON frame.id = frame_id JOIN content ON content.id = content_id ORDER BY vector.id`
        : `SELECT vector.id, space_id AS space, region.content_id AS photo, hex(sha256) AS sha, hex(data) AS data, width, height
           FROM vector JOIN region ON region.id = region_id JOIN frame ON frame.id = frame_id
           JOIN content ON content.id = frame.content_id ORDER BY vector.id`,
    )
    .all();
}

function listFiles(db: Database.Database): unknown[] {
  return db.prepare('SELECT id, path, size_bytes, mtime_ms, content_id, failure_code FROM file ORDER BY id').all();
}

function listSchema(db: Database.Database): unknown[] {
  return db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all();
}

function expectConsistent(folder: string): void {
  const catalogue = openCatalogue(folder);
  const raw = openRaw(folder);
  expect(raw.pragma('foreign_key_check')).toEqual([]);
  expect(raw.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(catalogue.checks.compareFilters().wrong).toBe(0);
  expect(catalogue.checks.countLooseRows()).toEqual({ contents: 0, frameless: 0, regionless: 0, vectorless: 0 });
  expect(listSchema(raw)).toEqual(listSchema(openRaw(openCatalogue().folder)));
}

describe('a library of an earlier schema', () => {
  it.each(Array.from({ length: SCHEMA_VERSION - 1 }, (_, i) => i + 1))(
    'keeps ids, bytes and vectors when schema %i is migrated',
    (version) => {
      const folder = nextFolder();
      mkdirSync(folder, { recursive: true });
      copyFileSync(join(FIXTURES, `schema-${version}.db`), join(folder, CATALOGUE_FILE));
      const old = openRaw(folder);
      const [vectors, files] = [listVectors(old), listFiles(old)];
      expect(vectors).toHaveLength(3);
      old.close();
      expectConsistent(folder);
      const db = openRaw(folder);
      expect([listVectors(db), listFiles(db)]).toEqual([vectors, files]);
      expect(readdirSync(folder)).toContain(`backup-0001-schema-${version}.db`);
    },
  );

  it('gives every photo one frame and one whole region, and says what has been done', () => {
    const folder = nextFolder();
    const old = makeOldCatalogue(folder, 5);
    fillSchema5(old, PHOTOS, 4);
    // Metadata of photo 1 was never read, of photo 2 by an earlier reader in another file; photo 3 has no perceptual hash.
    old.exec(`UPDATE file SET facts_version = 0 WHERE id = 1;
      INSERT INTO file (path, size_bytes, mtime_ms, content_id, facts_version) VALUES ('/photos/copy.jpg', 1, 1, 6, 6);
      INSERT INTO file (path, size_bytes, mtime_ms, failure_code) VALUES ('/photos/bad.jpg', 1, 1, 'damaged-image');
      UPDATE content SET phash = NULL WHERE id = 9; DELETE FROM vector WHERE id = 17`);
    const vectors = listVectors(old);
    old.close();
    expectConsistent(folder);
    const { files, spaces, vectors: table } = openCatalogue(folder);
    const stages = (path: string) => files.listUnder(path).map(({ stages, sidecarStamp }) => [stages, sidecarStamp])[0];
    expect(stages('/photos/1/1.jpg')).toEqual(['embed:1@1 frames@1', null]);
    expect(stages('/photos/2/2.jpg')).toEqual(['embed:1@1 frames@1 metadata@7', '']);
    expect(stages('/photos/copy.jpg')).toEqual(['embed:1@1 frames@1 metadata@7', null]);
    expect(stages('/photos/3/3.jpg')).toEqual(['embed:1@1 metadata@7', '']);
    expect(stages('/photos/4/4.jpg')).toEqual(['frames@1 metadata@7', '']);
    expect(stages('/photos/bad.jpg')).toEqual(['', null]);
    expect([spaces.countMissing(1), spaces.isComplete(1)]).toEqual([1, false]);
    expect(listVectors(openRaw(folder))).toEqual(vectors);
    expect(table.ownersOf([9])).toMatchObject([{ vectorId: 9, photoId: 6 }]);
    // It is the vector of a whole image.
    expect(table.locateParts(1, [9])).toEqual([]);
    expect(files.getPhoto(6)).toMatchObject({ width: 642, height: 480 });
  });

  it('gives ids above all that were ever given', () => {
    const folder = nextFolder();
    const old = makeOldCatalogue(folder, 5);
    fillSchema5(old, 3, 4);
    old.exec('PRAGMA foreign_keys = ON; DELETE FROM file WHERE id = 3; DELETE FROM content WHERE id = 9');
    old.close();
    openCatalogue(folder);
    const db = openRaw(folder);
    expect(db.prepare('SELECT vector_id, space_id FROM removed_vector').all()).toEqual([
      { vector_id: 13, space_id: 1 },
    ]);
    const next = (sql: string) => db.prepare(sql).run().lastInsertRowid;
    expect(
      next("INSERT INTO content (sha256, format, media_type, size_bytes) VALUES (zeroblob(32), 'a', 'b', 1)"),
    ).toBe(10);
    db.exec("INSERT INTO frame (id, content_id, ordinal, kind, width, height) VALUES (50, 10, 0, 'image', 1, 1)");
    const region = next("INSERT INTO region (content_id, frame_id, kind) VALUES (10, 50, 'whole')");
    expect(next(`INSERT INTO vector (region_id, space_id, data) VALUES (${region}, 1, x'00')`)).toBe(14);
  });

  it.each([
    ['the only model', 'a model', [[1, 'active']], 'a model', ''],
    [
      'a complete one that was chosen',
      'b',
      [
        [1, 'retired'],
        [2, 'active'],
      ],
      'b',
      "INSERT INTO vector (frame_id, model_id, data) SELECT id, 2, x'00' FROM frame",
    ],
    [
      'a complete one, when the run of the chosen one was stopped',
      'b',
      [
        [1, 'active'],
        [2, 'building'],
      ],
      'a model',
      "INSERT INTO vector (frame_id, model_id, data) VALUES (7, 2, x'00')",
    ],
    [
      'the chosen one, when none is complete',
      'b',
      [
        [1, 'building'],
        [2, 'active'],
      ],
      'b',
      "INSERT INTO vector (frame_id, model_id, data) VALUES (7, 2, x'00'); DELETE FROM vector WHERE id = 9",
    ],
  ])('searches %s', (_, setting, states, model, sql) => {
    const folder = nextFolder();
    const old = makeOldCatalogue(folder, 5);
    fillSchema5(old, 5, 4);
    old.prepare("INSERT INTO setting VALUES ('model', ?)").run(setting);
    if (sql !== '') old.exec(`INSERT INTO model VALUES (2, 'b', 'second', 'fp32', 4); ${sql}`);
    old.close();
    const catalogue = openCatalogue(folder);
    expect(catalogue.spaces.list().map(({ id, state }) => [id, state])).toEqual(states);
    expect(catalogue.getSetting('model')).toBe(model);
  });

  it('is not downgraded or migrated twice when another process is faster', () => {
    const folder = nextFolder();
    makeOldCatalogue(folder, 5).close();
    openCatalogue(folder);
    const before = listSchema(openRaw(folder));
    openCatalogue(folder);
    expect(listSchema(openRaw(folder))).toEqual(before);
  });
});
