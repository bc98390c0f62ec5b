/**
 * A process that has a library open, as a server has, and searches it. Arguments: its folder, how many queries, and the engine if it is not the default.
 * Prints JSON: seconds until the first answer; milliseconds of a search in the index and of the whole but the encoding of its text; recall of the nearest ten
 * against comparing with all, of texts and of vectors like those of photos; memory.
 */

import { EMBEDDED_MODEL } from '../../dist/encoder/models/embedded-model.js';
import { resolveModel } from '../../dist/encoder/models/resolve-model.js';
import { createEncoder } from '../../dist/encoder/worker-encoder.js';
import { openLibrary } from '../../dist/index.js';
import { toVectorSource } from '../../dist/library/spaces/vector-source.js';
import { Catalogue } from '../../dist/store/catalogue.js';
import { compareWithAll } from '../../dist/vectors/compare-with-all.js';
import { SpaceFollower } from '../../dist/vectors/follower.js';
import { makeRandom } from './corpus.mjs';
import { percentile } from './numbers.mjs';
import { makeNear, readTexts } from './scale-library.mjs';

const [path, rounds, engine] = process.argv.slice(2);
const count = Number(rounds);
const texts = readTexts(count + 20);
const options = engine ? { engine } : {};

const startedAt = performance.now();
const library = await openLibrary({ path, ...options });
await library.warmUp();
const open = (performance.now() - startedAt) / 1000;
const beyond = [];
for (const [i, text] of texts.entries()) {
  const { tookMs, timings } = await library.search(text, { mode: 'vector' });
  // The first ones fill caches.
  if (i >= 20) beyond.push(tookMs - timings.encodeMs);
}
const resident = process.memoryUsage().rss / 2 ** 20;
await library.close();

const encoder = createEncoder(await resolveModel(EMBEDDED_MODEL, { cache: '', hub: '' }));
const textVectors = (await encoder.encodeTexts(texts.slice(0, count))).map(({ vector }) => vector);
await encoder.close();
const catalogue = new Catalogue(path, { create: false });
const [row] = catalogue.spaces.list();
const source = toVectorSource(catalogue, row);
const random = makeRandom(99);
const total = source.count();
const picked = Array.from({ length: count }, () => Math.floor(random() * total));
// As near as two photos of a burst, and as two events of one theme.
const photoVectors = picked.map((id, i) => makeNear(source.listAfter(id, 1).data, i % 2 === 0 ? 0.45 : 1, random));
const follower = new SpaceFollower(source, { indexPath: `${path}/graph-${row.id}.json`, ...options });
await follower.refresh();
const measure = async (queries) => {
  const times = [];
  const found = [];
  for (const query of queries) {
    const askedAt = performance.now();
    const [neighbours] = await follower.search([query], 128);
    times.push(performance.now() - askedAt);
    found.push(neighbours);
  }
  const exact = await compareWithAll(source, queries, 10);
  const hits = exact.map(
    ({ ids }, i) => ids.filter((id) => found[i].ids.slice(0, 10).includes(id)).length / ids.length,
  );
  return { p50: percentile(times), recall: hits.reduce((sum, value) => sum + value, 0) / hits.length };
};
const [text, photo] = [await measure(textVectors), await measure(photoVectors)];
console.log(
  JSON.stringify({
    open,
    p50: percentile(beyond),
    p95: percentile(beyond, 0.95),
    resident,
    engine: follower.engine,
    text,
    photo,
  }),
);
await follower.close();
catalogue.close();
