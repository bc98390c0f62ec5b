import { Buffer } from 'node:buffer';
import { existsSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createSyntheticLibrary, syntheticFolder } from './synthetic-library.mjs';

/**
 * A library of photos with metadata, four tags and two keywords each, without images or vectors: its rows are written directly. Created once, then reused.
 * @returns its folder
 */
export async function makeMetadataLibrary(count) {
  const folder = syntheticFolder(`metadata-${count}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.unfinished`;
  let spaceId = 0;
  await createSyntheticLibrary(unfinished, ({ space }) => {
    spaceId = space.id;
  });
  const Database = createRequire(import.meta.url)('better-sqlite3');
  const db = new Database(join(unfinished, 'catalogue.db'));
  const insert = (table, columns) =>
    db.prepare(`INSERT OR IGNORE INTO ${table} (${columns}) VALUES (${columns.split(', ').fill('?').join(', ')})`);
  const content = insert('content', 'sha256, format, media_type, size_bytes');
  const frame = insert('frame', 'content_id, ordinal, kind, width, height');
  const file = insert('file', 'path, size_bytes, mtime_ms, content_id, sidecar_stamp');
  const metadata = insert(
    'metadata',
    'file_id, data, taken_at_ms, taken_local, latitude, longitude, city, country, camera, lens, rating, is_favorite',
  );
  const keyword = insert('keyword', 'file_id, word');
  const tag = insert('tag', 'content_id, space_id, name, score');
  const text = insert('file_text', 'rowid, name, folder, title, description, keywords, people, place');
  let state = 7;
  const random = (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const pick = (values) => values[random(values.length)];
  db.transaction(() => {
    for (let i = 0; i < count; i++) {
      const hash = Buffer.alloc(32);
      hash.writeUInt32LE(i);
      const size = random(12e6);
      const contentId = content.run(hash, 'jpeg', 'image/jpeg', size).lastInsertRowid;
      frame.run(contentId, 0, 'image', pick([640, 3000, 4000]), pick([480, 3000, 2000]));
      const [year, city] = [2005 + random(20), random(800)];
      const day = `${year}-${String(1 + random(12)).padStart(2, '0')}-${String(1 + random(28)).padStart(2, '0')}`;
      const path = `/photos/${year}/Trip ${random(50)}/IMG_${i}.${pick(['jpg', 'JPG', 'png', 'heic'])}`;
      const fileId = file.run(path, size, 1, contentId, '').lastInsertRowid;
      const people = random(3) === 0 ? [pick(['Anna Smith', 'Bob', 'Carla'])] : [];
      const keywords = [pick(['holiday', 'family', 'work', 'dog', 'cat']), `word ${random(2000)}`];
      const local = `${day}T12:00:00.${String(i % 1000).padStart(3, '0')}`;
      const [latitude, longitude] = [
        ((city * 37) % 1200) / 10 - 60 + random(20) / 100,
        ((city * 91) % 3400) / 10 - 170,
      ];
      // As long as the JSON of real metadata.
      const data = JSON.stringify({ people, keywords, title: `Photo ${i}`, description: 'x'.repeat(400) });
      const country = ['FR', 'DE', 'IT', 'US', 'JP', 'CH'][city % 6];
      const camera = random(40);
      metadata.run(
        ...[fileId, data, Date.parse(`${local}Z`), local, latitude, longitude, `City ${city}`, country],
        ...[
          `Maker ${camera % 20} Model ${camera}`,
          `EF ${10 + random(60)}mm`,
          random(3) === 0 ? random(6) : null,
          random(20) === 0 ? 1 : 0,
        ],
      );
      for (const word of keywords) keyword.run(fileId, word);
      for (let k = 0; k < 4; k++) tag.run(contentId, spaceId, `tag ${random(300)}`, 0.9);
      text.run(fileId, `IMG_${i}`, `photos ${year}`, '', '', keywords.join('\n'), people.join('\n'), `City ${city}`);
    }
  })();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  renameSync(unfinished, folder);
  return folder;
}
