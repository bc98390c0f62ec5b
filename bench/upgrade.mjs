/**
 * Measures what an upgrade does to a library: makes photos whose dates and copies are known, indexes them and lists the duplicates with another version
 * of this package, then does the same with this one. Prints photos lost, photos encoded, dates by kind and groups of duplicates before and after:
 * `node bench/upgrade.mjs CHECKOUT [COUNT] [FOLDER]`. CHECKOUT is a built checkout of the earlier version, FOLDER holds the photos that pictures are
 * taken from (default: ../shared/eval, where it is, and data/samples/favourites).
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { benchFolder } from './support/corpus.mjs';
import { makeUpgradeCorpus } from './support/upgrade-corpus.mjs';

const HERE = fileURLToPath(new URL('..', import.meta.url));
const STEP = fileURLToPath(new URL('support/upgrade-step.mjs', import.meta.url));
const SAMPLES = join(HERE, 'data/samples/favourites');
const SHARED = resolve(HERE, '../shared/eval/flickr8k-test/images');

const [checkout, count = '2000', from] = process.argv.slice(2);
if (checkout === undefined) throw new Error('Expected the folder of a built checkout of an earlier version.');
const sources = (from ? [resolve(from)] : [SHARED, SAMPLES].filter(existsSync)).flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => /\.(jpe?g|png|webp)$/i.test(name))
    .sort()
    .map((name) => join(folder, name)),
);

const work = benchFolder(`upgrade-${count}`);
mkdirSync(work, { recursive: true });
const { folder, dates, photos } = await makeUpgradeCorpus(join(work, 'photos'), Number(count), sources);
console.log(`${photos} photos of ${sources.length} sources`);

// The library of before and what was found in it stay, so that the upgrade can be repeated: delete the folder to begin anew.
const saved = join(work, 'before.json');
const before = existsSync(saved)
  ? JSON.parse(readFileSync(saved, 'utf8'))
  : await runStep(resolve(checkout), join(work, 'before'));
writeFileSync(saved, JSON.stringify(before));
rmSync(join(work, 'after'), { recursive: true, force: true });
cpSync(join(work, 'before'), join(work, 'after'), { recursive: true });
const old = readCatalogue(join(work, 'before'));
const after = await runStep(HERE, join(work, 'after'));
const now = readCatalogue(join(work, 'after'));
const again = await runStep(HERE, join(work, 'after'));
writeFileSync(join(work, 'result.json'), JSON.stringify({ before, after, again }));

printPhotos();
printDates();
printDuplicates();

async function runStep(version, library) {
  const child = spawn(process.execPath, [STEP, version, library, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new Error(`The step with ${version} ended with ${code}.`);
  return JSON.parse(text);
}

/** Files by their path below the folder: id, hash, date and vectors of the photo. */
function readCatalogue(library) {
  const db = new Database(join(library, 'catalogue.db'), { readonly: true });
  const schema = db.pragma('user_version', { simple: true });
  // Schema 6 put regions between vectors and frames, and renamed what was read from files.
  const [owner, metadata] =
    schema < 6 ? ['frame ON frame.id = frame_id', 'fact'] : ['region ON region.id = region_id', 'metadata'];
  const vectors = new Map();
  for (const { id, data } of db
    .prepare(`SELECT content_id AS id, data FROM vector JOIN ${owner} ORDER BY vector.id`)
    .iterate())
    vectors.set(id, `${vectors.get(id) ?? ''}${createHash('sha256').update(data).digest('base64')}`);
  const files = db
    .prepare(
      `SELECT path, content_id AS id, hex(sha256) AS hash, taken_local AS taken FROM file
       LEFT JOIN content ON content.id = content_id LEFT JOIN ${metadata} ON file_id = file.id`,
    )
    .all();
  db.close();
  return {
    schema,
    files: new Map(files.map((file) => [relative(folder, file.path), { ...file, vector: vectors.get(file.id) }])),
  };
}

function printPhotos() {
  const ids = ({ files }) => new Set([...files.values()].flatMap(({ id }) => (id === null ? [] : [id])));
  const kept = [...old.files].filter(([path, { id, hash, vector }]) => {
    const file = now.files.get(path);
    return file?.id === id && file.hash === hash && file.vector === vector;
  });
  const lost = [...ids(old)].filter((id) => !ids(now).has(id));
  const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
  console.log(
    `\n| | before (schema ${old.schema}) | upgrade (schema ${now.schema}) | a run after it |\n|---|---|---|---|`,
  );
  const row = (name, pick) => console.log(`| ${[name, ...[before, after, again].map(pick)].join(' | ')} |`);
  console.log(`| files | ${old.files.size} | ${now.files.size} | |`);
  console.log(`| photos | ${ids(old).size} | ${ids(now).size} | |`);
  row('photos encoded', ({ report, stages }) => `${report.indexed} in ${stages.encode ?? 0} batches`);
  row('photos decoded', ({ stages }) => stages.decode ?? 0);
  row('files whose metadata was read again', ({ report }) => report.refreshed);
  row('files unchanged', ({ report }) => report.unchanged);
  row('files failed', ({ report }) => report.failed.length);
  row('opening', ({ times }) => seconds(times.open));
  row('index run', ({ times }) => seconds(times.index));
  row('duplicates', ({ times }) => seconds(times.duplicates));
  console.log(
    `\nphotos lost: ${lost.length}; files with id, content and vectors of before: ${kept.length} of ${old.files.size}`,
  );
}

function printDates() {
  const rows = new Map();
  for (const [path, { kind, right }] of dates) {
    const row = rows.get(kind) ?? { files: 0, before: 0, after: 0, changed: 0 };
    rows.set(kind, row);
    const [was, is] = [old, now].map(({ files }) => files.get(path)?.taken ?? undefined);
    // Before there were dates in part, they stood at their first day.
    const isRight = (taken) =>
      right === undefined ? true : right.length > 10 ? taken?.startsWith(right) : taken === right;
    row.files++;
    if (isRight(was)) row.before++;
    if (isRight(is)) row.after++;
    if (was !== is) row.changed++;
  }
  console.log('\n| date | files | right before | right after | changed |\n|---|---|---|---|---|');
  for (const [kind, row] of rows)
    console.log(`| ${kind} | ${row.files} | ${row.before} | ${row.after} | ${row.changed} |`);
}

/** What two files are: one picture, parts of one source (quarters, mirrored), or neither. */
function relate(a, b) {
  const [x, y] = [a, b].map((path) => relative(folder, path).split('/'));
  if (x[0] !== y[0]) return 'other';
  return x[1] === y[1] ? 'copy' : 'source';
}

function printDuplicates() {
  /** Files beside a keeper, and what they are of it; of a file in several groups the nearest relation. */
  const pairsOf = ({ groups }, kind) => {
    const pairs = new Map();
    for (const group of groups) {
      if (kind !== 'any' && group.kind !== kind) continue;
      const [keeper, ...others] = group.paths;
      for (const path of others) if (pairs.get(path) !== 'copy') pairs.set(path, relate(keeper, path));
    }
    return pairs;
  };
  const RELATIONS = ['copy', 'source', 'other'];
  const tally = (pairs) => RELATIONS.map((what) => [...pairs.values()].filter((is) => is === what).length);
  const kinds = ['exact', 'near', 'similar', 'any'];
  console.log(
    `\n| class | | groups | files beside a keeper | copies | of one source | neither |\n|---|---|---|---|---|---|---|`,
  );
  for (const kind of kinds) {
    for (const [name, step] of Object.entries({ before, after })) {
      const groups = step.groups.filter((group) => kind === 'any' || group.kind === kind).length;
      const pairs = pairsOf(step, kind);
      console.log(`| ${[kind, name, groups, pairs.size, ...tally(pairs)].join(' | ')} |`);
    }
    const [were, are] = [before, after].map((step) => pairsOf(step, kind));
    for (const [name, from, without] of [
      ['only before', were, are],
      ['only after', are, were],
    ]) {
      const only = new Map([...from].filter(([path, is]) => without.get(path) !== is));
      console.log(`| ${[kind, name, '', only.size, ...tally(only)].join(' | ')} |`);
    }
  }
  for (const [name, step] of Object.entries({ before, after })) {
    const wrong = step.groups.flatMap(({ kind, paths: [keeper, ...others] }) =>
      others.filter((path) => kind !== 'similar' && relate(keeper, path) !== 'copy').map((path) => [keeper, path]),
    );
    writeFileSync(join(work, `wrong-${name}.txt`), wrong.map((pair) => `${pair.join(' | ')}\n`).join(''));
  }
}
