/**
 * Writes a small library of each earlier layout to test/fixtures/libraries/layout-N.db: the layout's own steps, then what three sample
 * photos are indexed as. Run it once when a layout has been released (`npm run build` first); a fixture that is there is left alone.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { openLibrary } from '../dist/index.js';
import { MIGRATIONS, SCHEMA_VERSION } from '../dist/store/database/migrations.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'test/fixtures/libraries');
const PHOTOS = ['coffee-cup.jpg', 'red-panda.jpg', 'two-spaniels-at-window.jpg'];
/** In the order of their references. */
const TABLES = ['setting', 'model', 'root', 'content', 'file', 'frame', 'vector', 'removed_vector'];

const home = mkdtempSync(join(tmpdir(), 'photoseek-'));
const library = await openLibrary({ path: home });
for await (const _ of library.index(PHOTOS.map((name) => join(root, 'data/samples', name))));
await library.close();
const from = new Database(join(home, 'catalogue.db'), { readonly: true });

mkdirSync(folder, { recursive: true });
for (let layout = 1; layout < SCHEMA_VERSION; layout++) {
  const file = join(folder, `layout-${layout}.db`);
  if (existsSync(file)) continue;
  const db = new Database(file);
  // Smaller than in a real library, whose pages are 16 KiB: a fixture is mostly empty pages.
  db.pragma('page_size = 1024');
  for (const { sql } of MIGRATIONS.slice(0, layout)) db.exec(sql);
  db.pragma(`user_version = ${layout}`);
  for (const table of TABLES) copyRows(db, table);
  db.exec('VACUUM');
  db.close();
  console.log(file);
}
from.close();
rmSync(home, { recursive: true });

/** Those columns that the layout has. */
function copyRows(db, table) {
  const columns = db.pragma(`table_info(${table})`).map(({ name }) => name);
  const known = new Set(from.pragma(`table_info(${table})`).map(({ name }) => name));
  const common = columns.filter((name) => known.has(name));
  const insert = db.prepare(
    `INSERT INTO ${table} (${common.join(', ')}) VALUES (${common.map((name) => `@${name}`).join(', ')})`,
  );
  for (const row of from.prepare(`SELECT ${common.join(', ')} FROM ${table}`).all()) {
    if ('path' in row) row.path = `/photos/${basename(row.path)}`;
    insert.run(row);
  }
}
