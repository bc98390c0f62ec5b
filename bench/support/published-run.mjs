// Asks a published database of `published-scale.mjs` and prints times and memory as JSON.
import { openPublished } from '../../dist/library/published/open-published.js';
import { percentile } from './numbers.mjs';

const [address, rounds = '7'] = process.argv.slice(2);
// Nothing is asked in words: the vectors of photos are those of the database.
const server = await openPublished(
  address,
  {},
  {
    resolveModel: async (name) => ({ name, revision: 'bench' }),
    createEncoder: () => ({ encodeTexts: async () => [], encodeImages: async () => [], close: async () => {} }),
  },
);
const rss = () => Math.round(process.memoryUsage.rss() / 1e6);

/** Queries without words, by what they show of the order and of the filters. */
const PAGES = {
  'all, newest first': ['is:photo', {}],
  'all, oldest first': ['is:photo', { reverse: true }],
  'all, largest first': ['is:photo', { sort: 'size' }],
  'all, by name': ['is:photo', { sort: 'name' }],
  'all, near-duplicates joined': ['is:photo', { collapse: true }],
  'the newer half': ['taken:2015..', {}],
  'the newer half, by name': ['taken:2015..', { sort: 'name' }],
  'the oldest tenth': ['taken:..2010', {}],
  '10 %': ['camera:"camera 7" OR camera:"camera 8" OR camera:"camera 9" OR camera:"camera 10"', {}],
  '2.5 %': ['camera:"camera 7"', {}],
  '0.1 %': ['is:favorite', {}],
  'a tag of 0.5 %': ['tag:"tag 7"', {}],
};
const SIMILAR = {
  similar: '',
  'similar in 45 %': 'taken:2015..',
  'similar in 10 %': 'taken:..2010',
  'similar in 2.5 %': 'camera:"camera 7"',
  'similar in 0.1 %': 'is:favorite',
};

const results = [];
const before = rss();
async function measure(what, work) {
  const times = [];
  let note;
  for (let i = 0; i < Number(rounds); i++) {
    const from = performance.now();
    try {
      note = await work(i);
    } catch (error) {
      note = error.code ?? error.message;
    }
    times.push(performance.now() - from);
    if (times[0] > 10_000) break;
  }
  results.push({ what, first: times[0], p50: percentile(times), p95: percentile(times, 0.95), note, rss: rss() });
  if (process.env.VERBOSE) console.error(JSON.stringify(results.at(-1)));
}
const only = process.argv[4];
const wanted = (what) => only === undefined || what.includes(only);
for (const [what, [query, options]] of Object.entries(PAGES)) {
  if (!wanted(what)) continue;
  await measure(what, async () => {
    const { total, isTotalExact, results } = await server.search(query, { limit: 50, ...options });
    return `${results.length} of ${isTotalExact ? '' : 'more than '}${total}`;
  });
}
if (wanted('page'))
  await measure('pages one after another', async () => {
    let cursor;
    for (let i = 0; i < 20; i++)
      ({ nextCursor: cursor } = await server.search('is:photo', { limit: 50, ...(cursor && { cursor }) }));
    return 'for 20 pages';
  });
for (const [what, query] of Object.entries(SIMILAR)) {
  if (!wanted(what)) continue;
  await measure(what, async (i) => {
    const { total, isTotalExact, results } = await server.similar(
      { id: 1000 + 1717 * i },
      { limit: 50, filters: query },
    );
    return `${results.length} of ${isTotalExact ? '' : 'more than '}${total}`;
  });
}
if (wanted('facets')) {
  await measure('facets of all', async () => (await server.facets()).total);
  await measure('facets of 45 %', async () => (await server.facets('taken:2015..')).total);
  await measure('facets of 0.1 %', async () => (await server.facets('is:favorite')).total);
  await measure('overview', async () => (await server.overview()).months.length);
}
await server.close();
console.log(JSON.stringify({ before, after: rss(), results }));
