import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import BetterSqlite3 from 'better-sqlite3';
import { openLibrary } from '../../dist/index.js';
import { Catalogue } from '../../dist/store/catalogue.js';
import { benchFolder, makeRandom } from '../support/corpus.mjs';
import { percentile, time } from '../support/numbers.mjs';
import { makeNear, makeScaleLibrary } from '../support/scale-library.mjs';
import { makeOutcome } from '../support/synthetic-library.mjs';

const SERVER = fileURLToPath(new URL('../../scripts/test-postgres.sh', import.meta.url));
/** As it is operated: with fsync. */
const SETTINGS = '-c shared_buffers=512MB -c max_wal_size=4GB -c fsync=on';
/** Photos that are written in one round, and rounds: the fastest counts, in time of the processor. */
const WRITTEN = 2000;
const ROUNDS = 9;

export const publishing = {
  name: 'publishing',
  about:
    'passes over a published library of photos that exist as vectors only (--vectors N, default 30,000), and what noting changes costs its catalogue',
  async run({ isQuick, vectors = isQuick ? 2000 : 30_000 }) {
    const from = await makeScaleLibrary(vectors);
    const path = benchFolder('publishing-library');
    rmSync(path, { recursive: true, force: true });
    cpSync(from, path, { recursive: true });
    const folder = benchFolder('publishing-postgres');
    rmSync(join(folder, 'data'), { recursive: true, force: true });
    const address = execFileSync(SERVER, ['start', folder, SETTINGS], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .trim()
      .split('\n')
      .at(-1);
    try {
      return [...(await measurePasses(path, address, vectors)), ...measureWriting(path, isQuick ? 3 : ROUNDS)];
    } finally {
      execFileSync(SERVER, ['stop', folder], { stdio: 'ignore' });
      rmSync(path, { recursive: true, force: true });
    }
  },
};

async function measurePasses(path, address, count) {
  const library = await openLibrary({ path });
  // Tags are computed once, whoever asks for them.
  await library.tags();
  const rows = [];
  const add = async (what, work, expected, rounds = 1) => {
    const times = [];
    for (let i = 0; i < rounds; i++) {
      let report;
      const prepared = await work(i);
      times.push(
        await time(async () => {
          report = await library.publish(address, prepared ?? {});
        }),
      );
      for (const [key, value] of Object.entries(expected))
        if (report[key] !== value) throw new Error(`${what}: ${key} is ${report[key]}, not ${value}`);
    }
    rows.push({ what: `${count}: ${what}`, value: percentile(times), unit: 's' });
  };
  await add('everything sent', () => {}, { isFull: true, sent: count });
  await add('a pass, nothing changed', () => {}, { isFull: false, photos: 0 }, 5);
  await add('a pass, one photo changed', (i) => change(path, i, 1), { sent: 1 }, 5);
  await add('a pass, 100 photos changed', (i) => change(path, i, 100), { sent: 100 }, 5);
  await add('everything compared, nothing changed', () => ({ full: true }), { isFull: true, sent: 0 });
  await library.close();
  return rows;
}

function change(path, round, count) {
  const db = new BetterSqlite3(join(path, 'catalogue.db'));
  db.pragma('foreign_keys = ON');
  db.prepare(
    'UPDATE frame SET width = ? WHERE content_id IN (SELECT id FROM content ORDER BY id LIMIT ? OFFSET ?)',
  ).run(count + round + 2, count, 100 * round);
  db.close();
}

/** Photos written to the catalogue as index runs write them: without triggers, with them before anything was published, and after that. */
function measureWriting(path, rounds) {
  const db = new BetterSqlite3(join(path, 'catalogue.db'));
  const triggers = db
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'publication_change%'")
    .all();
  const epochs = db.prepare('SELECT * FROM publication_epoch').all();
  const catalogue = new Catalogue(path, { create: false });
  const [space] = catalogue.spaces.list();
  const random = makeRandom(7);
  const zero = new Float32Array(space.dim);
  const stages = { frames: '1', metadata: '1', looks: '1', [`embed:${space.id}`]: '1' };
  let next = 0;
  const write = () => {
    const outcomes = Array.from({ length: WRITTEN }, () => {
      const n = next++;
      const sha256 = Buffer.alloc(32, 255);
      sha256.writeUInt32LE(n);
      const file = { path: `/elsewhere/${n % 50}/${n}.jpg`, sizeBytes: 1, mtimeMs: 1 };
      return makeOutcome({ file, sha256, vector: makeNear(zero, 1, random), space, stages });
    });
    const started = process.cpuUsage();
    for (let i = 0; i < WRITTEN; i += 20) catalogue.files.record(outcomes.slice(i, i + 20));
    const { user, system } = process.cpuUsage(started);
    return (user + system) / WRITTEN;
  };
  const makeTriggers = () => {
    for (const { name, sql } of triggers) db.exec(`DROP TRIGGER IF EXISTS ${name}; ${sql}`);
  };
  const forms = {
    'without triggers': () => {
      for (const { name } of triggers) db.exec(`DROP TRIGGER IF EXISTS ${name}`);
    },
    'never published': () => {
      makeTriggers();
      db.exec('DELETE FROM publication_epoch');
    },
    published: () => {
      makeTriggers();
      const put = db.prepare('INSERT OR REPLACE INTO publication_epoch (id, token) VALUES (?, ?)');
      for (const { id, token } of epochs) put.run(id, token);
    },
  };
  const times = Object.fromEntries(Object.keys(forms).map((form) => [form, []]));
  write();
  for (let i = 0; i < rounds; i++)
    for (let j = 0; j < 3; j++) {
      // In turns: the catalogue grows.
      const [form, prepare] = Object.entries(forms)[(i + j) % 3];
      prepare();
      times[form].push(write());
    }
  catalogue.close();
  db.close();
  return Object.entries(times).map(([form, values]) => ({
    what: `a photo written to the catalogue, ${form}`,
    value: Math.min(...values),
    unit: 'µs of CPU',
  }));
}
