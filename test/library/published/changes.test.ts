// A pass sends what has changed, whatever it is, and reads no more than that.
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { appendFile, cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPublished } from '#src/library/published/open-published.js';
import { PUBLISHED_SCHEMA } from '#src/library/published/schema.js';
import type { Library } from '#src/library/types/library.js';
import { Database } from '#src/vectors/engines/pgvector/database.js';
import { fakeDependencies } from '../../support/encoder/fake-encoder.js';
import { createRandom, writePicture } from '../../support/images/random-images.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { POSTGRES } from '../../support/postgres/address.js';
import { toEarlierTables } from '../../support/postgres/earlier-tables.js';
import { makeDatabase } from '../../support/postgres/published-database.js';
import { IS_LONG } from '../../support/runner/form.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

/** More than a batch. */
const PHOTOS = 130;

describe.skipIf(POSTGRES === undefined)('passes over a library (PHOTOSEEK_TEST_POSTGRES)', () => {
  const home = makeTemporaryFolder();
  const photos = join(home, 'photos');
  const path = join(home, 'library');
  let library: Library;
  let url: string;
  let made = 0;
  const make = async () => writePicture(join(photos, `${made}.png`), made++, { width: 8, height: 8 });

  beforeAll(async () => {
    await mkdir(photos);
    while (made < PHOTOS) await make();
    library = await openFakeLibrary({ path });
    await indexPaths(library, [photos]);
    url = await makeDatabase();
    expect(await library.publish(url)).toMatchObject({ isFull: true, photos: PHOTOS, sent: PHOTOS });
  });
  afterAll(() => library?.close());

  /** A pass over the changes leaves nothing for the comparison of everything. */
  const expectWhole = async (about: string) =>
    expect(await library.publish(url, { full: true }), about).toMatchObject({ isFull: true, sent: 0, removed: 0 });

  it('compare nothing when nothing has changed, and write nothing there', async () => {
    const [before] = await read(url, 'SELECT stamp, pass, header FROM photoseek.publication, photoseek.library');
    expect(await library.publish(url)).toMatchObject({ isFull: false, photos: 0, sent: 0 });
    expect(await read(url, 'SELECT stamp, pass, header FROM photoseek.publication, photoseek.library')).toEqual([
      before,
    ]);
  });

  it('compare only what has changed, whatever it is', async () => {
    const random = createRandom(5);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const pickFile = async () => pick((await readdir(photos)).filter((name) => name.endsWith('.png')).sort());
    const edit = (sql: string) => {
      const db = new Sqlite(join(path, 'catalogue.db'));
      // Triggers must not depend on what fires them.
      db.pragma('foreign_keys = ON');
      db.exec(sql);
      db.close();
    };
    const region = (id: string) => `(SELECT id FROM region WHERE content_id = ${id} ORDER BY id DESC LIMIT 1)`;
    const some = () => `(SELECT content_id FROM file ORDER BY id LIMIT 1 OFFSET ${Math.floor(random() * 50)})`;
    const changes: Record<string, () => unknown> = {
      'a new photo': make,
      'a removed photo': async () => rm(join(photos, await pickFile())),
      'a renamed photo': async () => rename(join(photos, await pickFile()), join(photos, `renamed ${made++}.png`)),
      'a copy': async () => cp(join(photos, await pickFile()), join(photos, `copy ${made++}.png`)),
      'other bytes': async () => appendFile(join(photos, await pickFile()), 'x'),
      'a sidecar': async () =>
        writeFile(
          join(photos, `${await pickFile()}.json`),
          JSON.stringify({ title: `title ${made++}`, favorited: random() < 0.5, people: [{ name: 'Ada' }] }),
        ),
      fields: async () => library.setFields({ path: join(photos, await pickFile()) }, { price: made++ }),
      'a managed picture': async () =>
        library.put(`x${made % 5}`, { image: { bytes: readFileSync(join(photos, await pickFile())) } }),
      'a text': () =>
        edit(`INSERT OR REPLACE INTO frame_text (frame_id, source, text)
          SELECT id, 'layer', 'words ${made++}' FROM frame WHERE content_id = ${some()}`),
      'a text less': () => edit('DELETE FROM frame_text WHERE id = (SELECT min(id) FROM frame_text)'),
      'a region': () =>
        edit(`INSERT INTO region (content_id, frame_id, kind, x, y, w, h, label, score)
          SELECT content_id, id, 'object', 0.1, 0.1, 0.5, 0.5, 'dog', 0.9 FROM frame WHERE content_id = ${some()}`),
      'a face': () =>
        edit(`INSERT OR IGNORE INTO person (id, name) VALUES (1, 'Ada');
          INSERT INTO region (content_id, frame_id, kind, x, y, w, h, label, score)
            SELECT content_id, id, 'face', 0.1, 0.1, 0.5, 0.5, NULL, 0.9 FROM frame WHERE content_id = ${some()};
          INSERT INTO face (region_id, vector, quality, person_id, is_grouped) SELECT max(id), zeroblob(2048), 1, 1, 1 FROM region`),
      'a name': () => edit(`UPDATE person SET name = 'Ada ${made++}'`),
      'a person less': () => edit('DELETE FROM person'),
      'a face less': () => edit('DELETE FROM face WHERE region_id = (SELECT min(region_id) FROM face)'),
      'a region less': () => edit(`DELETE FROM region WHERE id = ${region(some())} AND kind <> 'whole'`),
      'a vector': () =>
        edit(`UPDATE vector SET data = (SELECT data FROM vector ORDER BY id DESC LIMIT 1)
          WHERE region_id = (SELECT id FROM region WHERE kind = 'whole' AND content_id = ${some()})`),
      'tags and kinds': () =>
        edit(`DELETE FROM tag WHERE content_id = ${some()};
          INSERT OR REPLACE INTO tag SELECT content.id, space.id, 'dog', 0.${made++} FROM content, space WHERE content.id = ${some()};
          INSERT OR REPLACE INTO picture_kind SELECT content.id, space.id, 'night', 0.5 FROM content, space WHERE content.id = ${some()}`),
      'a look': () => edit(`UPDATE content SET looks = ${made++} WHERE id = ${some()}`),
      'a keyword': () =>
        edit(`INSERT OR REPLACE INTO keyword (file_id, word) SELECT min(id), 'word ${made++}' FROM file`),
    };
    const names = [
      ...Object.keys(changes),
      ...Array.from({ length: IS_LONG ? 200 : 10 }, () => pick(Object.keys(changes))),
    ];
    for (const [i, name] of names.entries()) {
      await changes[name]?.();
      await indexPaths(library, [photos]);
      const report = await library.publish(url);
      expect(report.isFull, name).toBe(false);
      expect(report.photos, name).toBeLessThan(20);
      if (i % 3 === 0 || IS_LONG) await expectWhole(name);
    }
    await expectWhole('at the end');
    const fresh = await makeDatabase();
    await library.publish(fresh);
    expect(await dump(url)).toEqual(await dump(fresh));
  });

  it('compare everything after a backup was restored, and only what has changed after that', async () => {
    const backup = join(home, 'backup.db');
    await make();
    await indexPaths(library, [photos]);
    await library.publish(url);
    const db = new Sqlite(join(path, 'catalogue.db'));
    db.prepare('VACUUM INTO ?').run(backup);
    db.close();
    await rm(join(photos, '3.png'), { force: true });
    await make();
    await indexPaths(library, [photos]);
    expect(await library.publish(url)).toMatchObject({ isFull: false });
    await library.close();
    for (const end of ['-wal', '-shm']) rmSync(join(path, `catalogue.db${end}`), { force: true });
    copyFileSync(backup, join(path, 'catalogue.db'));
    library = await openFakeLibrary({ path });
    expect(await library.publish(url)).toMatchObject({ isFull: true, removed: 1 });
    await expectWhole('restored');
    await indexPaths(library, [photos]);
    expect(await library.publish(url)).toMatchObject({ isFull: false });
    await expectWhole('indexed again');
  });

  it('compare everything when thumbnails are wanted for the first time, or elsewhere', async () => {
    const there = { thumbnails: join(home, 'thumbnails') };
    expect(await library.publish(url, there)).toMatchObject({ isFull: true, sent: 0 });
    expect(await library.publish(url, there)).toMatchObject({ isFull: false, thumbnails: 0 });
    await make();
    await indexPaths(library, [photos]);
    const one = await library.publish(url, there);
    expect(one).toMatchObject({ isFull: false, sent: 1 });
    expect(one.thumbnails).toBeGreaterThan(0);
    expect(await library.publish(url, { thumbnails: join(home, 'elsewhere') })).toMatchObject({ isFull: true });
  });

  it('go on with the tables of the version before, once they are brought up to date', async () => {
    const database = await Database.open(url);
    for (const statement of [
      ...toEarlierTables(2),
      'ALTER TABLE photoseek.library DROP COLUMN header, DROP COLUMN pass, ADD COLUMN cursor bigint NOT NULL DEFAULT 0',
      'UPDATE photoseek.publication SET schema_version = 1',
    ])
      await database.query(statement);
    await database.close();
    // Servers come first: they read what an older version has published.
    const server = await openPublished(url, {}, fakeDependencies().dependencies);
    expect((await server.search('ext:png', { limit: 1 })).results).toHaveLength(1);
    expect(await library.publish(url)).toMatchObject({ isFull: true, sent: 0, removed: 0 });
    expect((await server.search('ext:png', { limit: 1 })).results).toHaveLength(1);
    await server.close();
    expect(await read(url, 'SELECT schema_version AS version FROM photoseek.publication')).toEqual([
      { version: PUBLISHED_SCHEMA },
    ]);
    expect(await library.publish(url)).toMatchObject({ isFull: false });
  });
});

async function read(url: string, sql: string): Promise<object[]> {
  const database = await Database.open(url);
  const rows = await database.query<object>(sql);
  await database.close();
  return rows;
}

/** All that is read, without the ids that the database gave. */
async function dump(url: string): Promise<object> {
  const [space] = await read(url, 'SELECT id FROM photoseek.space');
  const tables = [
    'file',
    'frame',
    'region',
    'face',
    'frame_text',
    'tag',
    'picture_kind',
    `embedding_${(space as { id: number }).id}`,
  ];
  const rows: Record<string, unknown> = {};
  for (const table of tables)
    rows[table.split('_')[0] as string] = await read(
      url,
      `SELECT hash, (to_jsonb(t) - 'id' - 'content_id' - 'space_id')::text AS row FROM photoseek.${table} AS t
       JOIN photoseek.content AS c ON c.id = t.content_id ORDER BY 1, 2`,
    );
  const counts =
    'SELECT texts, text_tokens, library.files, library.tokens FROM photoseek.publication, photoseek.library';
  return { ...rows, counts: await read(url, counts) };
}
