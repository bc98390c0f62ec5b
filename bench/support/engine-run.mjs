/**
 * A process that brings the index of a library up to date, builds it and searches it. Arguments: the library's folder, how many queries, and options of
 * `openLibrary` as JSON: `engine`, or `vectors` with the address of a database. Prints JSON: seconds, milliseconds, recall of the nearest ten against
 * comparing with all, of vectors as near as photos of one event and of one theme, and memory of this process in MB.
 */
import { join } from 'node:path';
import { openLibrary } from '../../dist/index.js';
import { toVectorSource } from '../../dist/library/spaces/vector-source.js';
import { IdSet } from '../../dist/model/id-set.js';
import { Catalogue } from '../../dist/store/catalogue.js';
import { compareWithAll } from '../../dist/vectors/compare-with-all.js';
import { SpaceFollower } from '../../dist/vectors/follower.js';
import { makeRandom } from './corpus.mjs';
import { percentile, time } from './numbers.mjs';
import { measureTree } from './process-tree.mjs';
import { makeNear } from './scale-library.mjs';
import { PHRASES } from './vectors.mjs';

const [path, rounds, json] = process.argv.slice(2);
const count = Number(rounds);
const { engine, vectors: server } = JSON.parse(json);

/** Shares of the photos that pass a filter. */
const SHARES = [0.5, 0.05, 0.001];
/** As many neighbours as a search of the library asks for. */
const K = 128;
const NEAREST = 10;

const catalogue = new Catalogue(path, { create: false });
const [row] = catalogue.spaces.list();
const source = toVectorSource(catalogue, row);
const total = source.count();
const follower = new SpaceFollower(source, { indexPath: join(path, `graph-${row.id}.json`), engine, server });
const load = await time(() => follower.refresh());
const build = await time(() => follower.flush());

const random = makeRandom(99);
const queries = Array.from({ length: count }, (_, i) =>
  makeNear(source.listAfter(Math.floor(random() * total), 1).data, i % 2 === 0 ? 0.45 : 1, random),
);

async function measure(share) {
  const allow =
    share === undefined
      ? undefined
      : IdSet.from(Array.from({ length: total }, (_, i) => i + 1).filter(() => random() < share));
  const times = [];
  const found = [];
  // The first ones fill caches.
  for (const query of [...queries.slice(0, 20), ...queries]) {
    const askedAt = performance.now();
    const [neighbours] = await follower.search([query], K, { allow });
    times.push(performance.now() - askedAt);
    found.push(neighbours);
  }
  const exact = await compareWithAll(source, queries, NEAREST, allow);
  const recalls = exact.map(
    ({ ids }, i) => ids.filter((id) => found[i + 20].ids.slice(0, NEAREST).includes(id)).length / ids.length,
  );
  const counted = times.slice(20);
  return {
    p50: percentile(counted),
    p95: percentile(counted, 0.95),
    recall: recalls.reduce((sum, value) => sum + value, 0) / recalls.length,
  };
}

const plain = await measure();
const filtered = [];
for (const share of SHARES) filtered.push({ share, ...(await measure(share)) });
const memory = measureTree(process.pid).proportional;
const name = follower.engine;
await follower.close();
catalogue.close();

// Words and vectors together; the time of the encoder is left out.
const library = await openLibrary({ path, ...(engine && { engine }), ...(server && { vectors: server }) });
await library.warmUp();
const hybrid = [];
for (const [i, phrase] of PHRASES.slice(0, 60).entries()) {
  const { tookMs, timings } = await library.search(`${phrase} photo-${37 * i}`);
  if (i >= 10) hybrid.push(tookMs - timings.encodeMs);
}
await library.close();
console.log(
  JSON.stringify({
    engine: name,
    ...{ load, build, plain, filtered, memory },
    hybrid: { p50: percentile(hybrid), p95: percentile(hybrid, 0.95) },
  }),
);
