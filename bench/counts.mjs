/**
 * Measures captions that name a number of things (*two dogs*) as queries: how the photo of each caption is found by the encoder alone, and with what the
 * detector of things counted. Form and weight are chosen on the photos with even places in the order of names, and reported on the others. Prints the table of
 * docs/relevance.md: `node bench/counts.mjs --images DIR --captions FILE.tsv [--library DIR]`, captions as `photoseek eval` reads them.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadObjectVocabulary } from '../dist/detect/objects/load-vocabulary.js';
import { openLibrary } from '../dist/index.js';

const { values } = parseArgs({
  options: { images: { type: 'string' }, captions: { type: 'string' }, library: { type: 'string' } },
});
if (values.images === undefined || values.captions === undefined) {
  console.error('usage: node bench/counts.mjs --images DIR --captions FILE.tsv [--library DIR]');
  process.exit(2);
}

const FORMS = {
  'exactly so many': (count, asked) => Number(count === asked),
  'at least so many': (count, asked) => Math.min(1, count / asked),
  '1 − |difference| / asked': (count, asked) => Math.max(0, 1 - Math.abs(count - asked) / asked),
  'exp(−|difference|)': (count, asked) => Math.exp(-Math.abs(count - asked)),
};
const WEIGHTS = [0.02, 0.04, 0.06, 0.08, 0.1];
/** Photos that are put in another order, as a search does. */
const FUSED = 128;

const library = await openLibrary({ path: values.library ?? (await mkdtemp(join(tmpdir(), 'counts-'))) });
for await (const event of library.index(values.images, { stages: ['objects'] }))
  if (event.type === 'done') console.error(`${event.report.indexed} photos indexed`);

const vocabulary = loadObjectVocabulary();
const labels = new Map();
const places = new Map();
const asked = [];
for (const line of readFileSync(values.captions, 'utf8').trim().split('\n')) {
  const [image, caption] = line.split('\t');
  const counted = vocabulary.findCounted(caption ?? '');
  if (counted.length > 0) asked.push({ name: basename(image), caption, counted });
}
for (const query of asked) {
  // Without text: names of files say nothing of what was photographed.
  const { results } = await library.search(`"${query.caption.replaceAll('"', '')}"`, {
    ...{ all: true, limit: FUSED, mode: 'vector', language: 'en' },
  });
  query.near = results.map(({ id, path, cosine }) => ({ id, name: basename(path), cosine }));
  for (const { id } of results)
    if (!labels.has(id))
      labels.set(
        id,
        (await library.regions(id)).map(({ label }) => label),
      );
}
await library.close();
[...new Set(asked.map(({ name }) => name))].sort().forEach((name, place) => {
  places.set(name, place);
});

const half = (side) => asked.filter(({ name }) => places.get(name) % 2 === side);
console.log(`${half(0).length} captions choose, ${half(1).length} report\n`);
console.log(
  '| form | weight | R@1 | R@5 | R@10 | MRR | other half: R@1 | R@5 | R@10 | MRR |\n|---|---|---|---|---|---|---|---|---|---|',
);
print('encoder alone', 0, () => 0);
for (const [name, form] of Object.entries(FORMS)) {
  const rated = WEIGHTS.map((weight) => ({ weight, mrr: measure(half(0), weight, form).at(-1) }));
  print(name, rated.reduce((best, one) => (one.mrr > best.mrr ? one : best)).weight, form);
}

function print(name, weight, form) {
  const row = [0, 1].flatMap((side) => measure(half(side), weight, form).map((value) => value.toFixed(3)));
  console.log(`| ${name} | ${weight || ''} | ${row.join(' | ')} |`);
}

/** R@1, R@5, R@10 and the mean reciprocal rank. */
function measure(queries, weight, form) {
  const ranks = queries.map(({ name, near, counted }) => {
    const measureFit = ({ id }) =>
      counted.reduce((sum, { name: label, count }) => {
        return sum + form(labels.get(id).filter((one) => one === label).length, count);
      }, 0) / counted.length;
    const rated = near.map((photo) => ({ name: photo.name, rate: photo.cosine + weight * measureFit(photo) }));
    return rated.sort((a, b) => b.rate - a.rate).findIndex((photo) => photo.name === name) + 1;
  });
  const share = (most) => ranks.filter((rank) => rank > 0 && rank <= most).length / ranks.length;
  const reciprocal = ranks.reduce((sum, rank) => sum + (rank > 0 ? 1 / rank : 0), 0) / ranks.length;
  return [share(1), share(5), share(10), reciprocal];
}
