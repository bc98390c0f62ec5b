import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openLibrary } from '../../dist/index.js';
import { percentile, time } from '../support/numbers.mjs';
import { openIndexed } from '../support/open-indexed.mjs';
import { PHRASES } from '../support/vectors.mjs';
import { makeSyntheticLibrary } from './searching.mjs';

const Database = createRequire(import.meta.url)('better-sqlite3');
const COMMAND = fileURLToPath(new URL('../../dist/photoseek.cjs', import.meta.url));
const run = promisify(execFile);

/** Filters by the share of the photos that pass them; `addMetadata` assigns the ratings. */
const FILTERS = { '50 %': 'rating:>=1', '5 %': 'rating:>=4', '0.1 %': 'rating:5' };

export const largeSearch = {
  name: 'large search',
  about:
    'library.search without text encoding at 100,000 vectors, limit 20, warm; a new query each time under the same filter',
  async run({ isQuick }) {
    const size = isQuick ? 20_000 : 100_000;
    // Of its own: the metadata that is added would slow down the trials that share the plain one.
    const path = await makeSyntheticLibrary(size, 'library-large');
    await addMetadata(path);
    const library = await openIndexed(path);
    // Encoded in advance: encoding would evict the index from the CPU caches.
    for (const phrase of PHRASES) await library.search(phrase, { mode: 'vector' });
    // The first selective filter builds the quantised vectors that later ones are compared with.
    await library.search(PHRASES[0], { filters: FILTERS['5 %'] });
    await new Promise((resolve) => setTimeout(resolve, size / 20));
    const exact = await openLibrary({ path, oneShot: true });
    const rows = [];
    const ask = (name, toQuery, options) =>
      measure(rows, `${size} vectors, ${name}`, library, exact, toQuery, options, isQuick);
    await ask('plain', (i) => PHRASES[i], { mode: 'vector' });
    for (const [share, filters] of Object.entries(FILTERS))
      await ask(`filtered at ${share}`, (i) => PHRASES[i], { mode: 'vector', filters });
    await ask('hybrid', (i) => PHRASES[i], {});
    const combine = (i) => ({
      terms: [
        { text: PHRASES[i] },
        { text: PHRASES[(i + 40) % PHRASES.length], weight: 0.5 },
        { text: PHRASES[(i + 3) % PHRASES.length], weight: -0.3 },
      ],
    });
    await ask('combined', combine, { mode: 'vector' });
    await library.close();
    await exact.close();
    const cold = [];
    for (let i = 0; i < (isQuick ? 3 : 7); i++)
      cold.push(await time(() => run(process.execPath, [COMMAND, 'search', PHRASES[i * 11], '--library', path])));
    rows.push({
      what: `${size} vectors, photoseek search, wall clock`,
      value: percentile(cold),
      unit: 's',
      bound: { atMost: 1.2 },
    });
    return rows;
  },
};

async function measure(rows, what, library, exact, toQuery, options, isQuick) {
  const rounds = isQuick ? 20 : 200;
  const beyond = [];
  for (let i = 0; i < rounds + 20; i++) {
    // The whole call counts: text vectors are cached, and full-text search runs in the time that counts as encoding.
    const { tookMs } = await library.search(toQuery((i * 7) % PHRASES.length), options);
    if (i >= 20) beyond.push(tookMs);
  }
  const recalls = [];
  for (let i = 0; i < rounds; i += 10) {
    const query = toQuery((i * 7) % PHRASES.length);
    const best = (await exact.search(query, { ...options, limit: 10 })).results.map(({ id }) => id);
    const found = new Set((await library.search(query, { ...options, limit: 10 })).results.map(({ id }) => id));
    recalls.push(best.length === 0 ? 1 : best.filter((id) => found.has(id)).length / best.length);
  }
  const recall = recalls.reduce((sum, value) => sum + value, 0) / recalls.length;
  rows.push({ what: `${what}: recall@10`, value: recall, unit: '', bound: { atLeast: 0.99 } });
  rows.push({ what: `${what}: p50`, value: percentile(beyond), unit: 'ms', bound: { atMost: 10 } });
  rows.push({ what: `${what}: p95`, value: percentile(beyond, 0.95), unit: 'ms' });
}

/** Writes ratings for the filters and, for every fifth photo, the text of a query as keywords. Rows are inserted directly, once: there are no image files. */
async function addMetadata(path) {
  const db = new Database(join(path, 'catalogue.db'));
  const known = db.prepare('SELECT count(*) AS n FROM metadata').get();
  if (known.n === 0) {
    const metadata = db.prepare('INSERT INTO metadata (file_id, data, rating) VALUES (?, ?, ?)');
    const text = db.prepare(
      "INSERT INTO file_text (rowid, name, folder, title, description, keywords, people, place) VALUES (?, ?, 'nowhere', '', '', ?, '', '')",
    );
    const name = db.prepare('INSERT INTO file_name (rowid, name) VALUES (?, ?)');
    db.transaction(() => {
      for (const { id } of db.prepare('SELECT id FROM file ORDER BY id').all()) {
        const rating = id % 1000 === 0 ? 5 : id % 20 === 0 ? 4 : id % 2 === 0 ? 1 : null;
        metadata.run(id, '{}', rating);
        text.run(id, `photo-${id}`, id % 5 === 0 ? PHRASES[(id / 5) % PHRASES.length] : '');
        name.run(id, `photo-${id}.jpg`);
      }
    })();
  }
  db.close();
}
