/** Catalogues with the schema of an earlier version, filled with plain SQL. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { isSensitive } from '#src/model/sensitive/is-sensitive.js';
import { encodeFloat16 } from '#src/runtime/float16.js';
import { MIGRATIONS } from '#src/store/database/migrations.js';
import { CATALOGUE_FILE } from '#src/store/database/open-database.js';
import { prepareWords } from '#src/store/prepare-words.js';
import { makeRandom, makeUnit } from '../vectors/synthetic-vectors.js';
import { makeHash } from './catalogues.js';

/** Makes a catalogue whose schema is that of an earlier version. */
export function makeOldCatalogue(folder: string, schemaVersion: number): Database.Database {
  mkdirSync(folder, { recursive: true });
  const db = new Database(join(folder, CATALOGUE_FILE));
  db.pragma('page_size = 16384');
  db.pragma('journal_mode = WAL');
  db.function('is_sensitive_text', (text) => Number(isSensitive(String(text))));
  db.function('prepare_words', (text) => prepareWords(String(text)));
  for (const { sql } of MIGRATIONS.slice(0, schemaVersion)) db.exec(sql);
  db.pragma(`user_version = ${schemaVersion}`);
  return db;
}

/** Adds photos to a catalogue of schema 5: each with a file, metadata, a perceptual hash and a vector of model 1. */
export function fillSchema5(db: Database.Database, photos: number, dim: number): void {
  const random = makeRandom(5);
  const insert = (table: string, columns: string) =>
    db.prepare(`INSERT INTO ${table} (${columns}) VALUES (${columns.split(', ').fill('?').join(', ')})`);
  const content = insert('content', 'id, sha256, format, media_type, width, height, size_bytes, phash');
  const frame = insert('frame', 'id, content_id');
  const vector = insert('vector', 'id, frame_id, model_id, data');
  const file = insert('file', 'id, path, size_bytes, mtime_ms, content_id, facts_version, sidecar_stamp');
  const fact = insert('fact', 'file_id, data, city, rating');
  db.transaction(() => {
    db.prepare('INSERT OR IGNORE INTO model VALUES (1, ?, ?, ?, ?)').run('a model', 'first', 'fp32', dim);
    for (let i = 1; i <= photos; i++) {
      // Ids with gaps, and different ones in each table, as after years of use.
      const [contentId, frameId, vectorId] = [i * 3, i * 2 + 5, i * 4 + 1];
      content.run(contentId, makeHash(i), 'jpeg', 'image/jpeg', 640 + (i % 7), 480, i, Buffer.alloc(8, i % 251));
      frame.run(frameId, contentId);
      vector.run(vectorId, frameId, 1, encodeFloat16(makeUnit(random, dim)));
      file.run(i, `/photos/${i % 50}/${i}.jpg`, i, 1, contentId, 7, '');
      fact.run(i, JSON.stringify({ people: [], title: `Photo ${i}` }), `City ${i % 9}`, i % 6);
    }
  })();
}
