import { execFile, execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chooseEngine } from '../../dist/vectors/choose-engine.js';
import { Database } from '../../dist/vectors/engines/pgvector/database.js';
import { benchFolder } from '../support/corpus.mjs';
import { makeScaleLibrary } from '../support/scale-library.mjs';

const SERVER = fileURLToPath(new URL('../../scripts/test-postgres.sh', import.meta.url));
const RUN = fileURLToPath(new URL('../support/engine-run.mjs', import.meta.url));
/** As a small server is set up; with fsync, as it is operated. */
const SETTINGS = '-c shared_buffers=1GB -c max_wal_size=4GB -c fsync=on';
const run = promisify(execFile);

export const postgres = {
  name: 'postgres',
  about:
    'vectors in PostgreSQL with pgvector beside the engine of the library: photos that exist as vectors only (--vectors N, default 100,000), k = 128',
  async run({ isQuick, vectors = isQuick ? 10_000 : 100_000 }) {
    const path = await makeScaleLibrary(vectors);
    const queries = isQuick ? '40' : '200';
    const local = await measureLocal(path, queries, vectors);
    const folder = benchFolder('postgres');
    rmSync(join(folder, 'data'), { recursive: true, force: true });
    const address = execFileSync(SERVER, ['start', folder, SETTINGS], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    try {
      const remote = await measureRemote(path, queries, address);
      return [...toRows('PostgreSQL', remote, vectors), ...toRows(local.engine, local, vectors)];
    } finally {
      execFileSync(SERVER, ['stop', folder], { stdio: 'ignore' });
    }
  },
};

async function measureLocal(path, queries, count) {
  const isGraph = (name) => /^graph-/.test(name);
  for (const name of readdirSync(path).filter(isGraph)) rmSync(join(path, name), { recursive: true });
  const { engine } = chooseEngine(count, {});
  const measured = await runNode(path, queries, { engine });
  const bytes = readdirSync(path)
    .filter(isGraph)
    .reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
  return { ...measured, bytes };
}

async function measureRemote(path, queries, address) {
  const measured = await runNode(path, queries, { vectors: address });
  const database = await Database.open(address);
  const [size] = await database.query(
    "SELECT sum(pg_total_relation_size(oid)) AS bytes FROM pg_class WHERE relnamespace = 'photoseek'::regnamespace AND relkind = 'r'",
  );
  await database.close();
  return { ...measured, bytes: Number(size.bytes) };
}

async function runNode(...parts) {
  const [path, queries, options] = parts;
  return JSON.parse((await run(process.execPath, [RUN, path, queries, JSON.stringify(options)])).stdout);
}

function toRows(name, { load, build, bytes, memory, plain, filtered, hybrid }, count) {
  const row = (what, value, unit) => ({ what: `${name}: ${what}`, value, unit });
  const times = (what, { p50, p95 }) => [row(`${what}, p50`, p50, 'ms'), row(`${what}, p95`, p95, 'ms')];
  const withRecall = (what, measured) => [...times(what, measured), row(`${what}, recall@10`, measured.recall, '')];
  return [
    row('vectors sent', load, 's'),
    row('graph built', build, 's'),
    row('on disk', bytes / count, 'bytes a vector'),
    row('memory of the process that searches', memory, 'MB'),
    ...withRecall('search', plain),
    ...filtered.flatMap(({ share, ...measured }) => withRecall(`search in ${100 * share} %`, measured)),
    ...times('words and vectors, but the encoder', hybrid),
  ];
}
