/**
 * Writes a small library of the present schema to test/fixtures/libraries/schema-N.db: three sample photos as an index run records them.
 * Run it before a new step of the schema is written (`npm run build` first); a fixture that is there is left alone.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { openLibrary } from '../dist/index.js';
import { SCHEMA_VERSION } from '../dist/store/database/migrations.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = join(root, `test/fixtures/libraries/schema-${SCHEMA_VERSION}.db`);
const NAMES = ['coffee-cup.jpg', 'red-panda.jpg', 'two-spaniels-at-window.jpg'];
/** Paths are part of the fixture: they must not depend on who makes it. */
const PHOTOS = '/photos';

if (!existsSync(file)) {
  mkdirSync(PHOTOS);
  const home = mkdtempSync(join(tmpdir(), 'photoseek-'));
  try {
    for (const name of NAMES) copyFileSync(join(root, 'data/samples/favourites', name), join(PHOTOS, name));
    const library = await openLibrary({ path: home });
    for await (const _ of library.index([PHOTOS]));
    await library.close();
    const db = new Database(join(home, 'catalogue.db'));
    db.pragma('journal_mode = DELETE');
    // Smaller than in a real library, whose pages are 16 KiB: a fixture is mostly empty pages.
    db.pragma('page_size = 1024');
    db.exec(`VACUUM INTO '${file}'`);
    db.close();
    console.log(file);
  } finally {
    rmSync(home, { recursive: true });
    rmSync(PHOTOS, { recursive: true });
  }
}
