/**
 * Measures words for things as queries: mean average precision over captioned photos, by the encoder alone and with what the detector of things found, joined
 * in several ways. A photo shows a thing when two of its captions name it. The weight is chosen on the photos with even numbers and reported on the others.
 * `node bench/things.mjs --images DIR --captions FILE.tsv [--library DIR]`: captions as `photoseek eval` reads them.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { OBJECT_CLASSES } from '../dist/detect/objects/classes.js';
import { loadObjectVocabulary } from '../dist/detect/objects/load-vocabulary.js';
import { openLibrary } from '../dist/index.js';
import { readNamed } from './support/named-things.mjs';

const { values } = parseArgs({
  options: { images: { type: 'string' }, captions: { type: 'string' }, library: { type: 'string' } },
});
if (values.images === undefined || values.captions === undefined) {
  console.error('usage: node bench/things.mjs --images DIR --captions FILE.tsv [--library DIR]');
  process.exit(2);
}

/** Fewer photos that show a thing say nothing about the order. */
const LEAST_PHOTOS = 5;
const WEIGHTS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

const library = await openLibrary({ path: values.library ?? (await mkdtemp(join(tmpdir(), 'things-'))) });
for await (const event of library.index(values.images, { stages: ['objects'] }))
  if (event.type === 'done') console.error(`${event.report.indexed} photos indexed`);

const named = readNamed(values.captions, loadObjectVocabulary());
const photos = await readPhotos();
const classes = OBJECT_CLASSES.filter((name) => [0, 1].every((half) => countShown(name, half) >= LEAST_PHOTOS));
const queries = [];
for (const name of classes) queries.push({ name, ...(await rate(name)) });

console.log(`${classes.length} classes, ${photos.length} photos: ${classes.join(', ')}`);
const methods = {
  'encoder alone': () => (v) => v.cosine,
  'things alone': () => (v) => v.score + v.cosine * 1e-3,
  'reciprocal ranks': () => (v) => 1 / (60 + v.rank) + (v.score > 0 ? 1 / (60 + v.scoreRank) : 0),
  'cosine + w × score': (w) => (v) => v.cosine + w * v.score,
  '1 − (1 − relevance)(1 − w × score)': (w) => (v) => 1 - (1 - v.relevance) * (1 - w * v.score),
};
console.log('| method | weight | chosen half | other half |\n|---|---|---|---|');
for (const [name, make] of Object.entries(methods)) {
  const weights = make.length === 0 ? [0] : WEIGHTS;
  const rated = weights.map((w) => ({ w, map: measure(make(w), 0) }));
  const most = Math.max(...rated.map(({ map }) => map));
  // The smallest within a hundredth of the best.
  const chosen = rated.find(({ map }) => map >= most - 0.01);
  const weight = make.length === 0 ? '' : chosen.w;
  console.log(`| ${name} | ${weight} | ${chosen.map.toFixed(3)} | ${measure(make(chosen.w), 1).toFixed(3)} |`);
}
await library.close();

async function readPhotos() {
  const { results } = await library.search('a photo', { all: true, limit: 1000, mode: 'vector' });
  return Promise.all(
    results.map(async ({ id, path }) => ({ id, name: basename(path), regions: await library.regions(id) })),
  );
}

function shows(photo, name) {
  return (named.get(photo.name)?.get(name) ?? 0) >= 2;
}

function isInHalf(photo, half) {
  return photo.id % 2 === half;
}

function countShown(name, half) {
  return photos.filter((photo) => isInHalf(photo, half) && shows(photo, name)).length;
}

async function rate(name) {
  const { results } = await library.search(name, { all: true, limit: 1000, mode: 'vector' });
  const scores = new Map(
    photos.map(({ id, regions }) => [
      id,
      Math.max(0, ...regions.filter(({ label }) => label === name).map(({ score }) => score)),
    ]),
  );
  const byScore = [...scores].sort((a, b) => b[1] - a[1]).map(([id]) => id);
  const values = new Map(
    results.map(({ id, cosine, evidence }, i) => {
      const relevance = evidence.find(({ type }) => type === 'vector')?.relevance ?? 0;
      return [id, { cosine, relevance, rank: i + 1, score: scores.get(id) ?? 0, scoreRank: byScore.indexOf(id) + 1 }];
    }),
  );
  return { values };
}

/** Mean over the classes of the average precision on one half of the photos. */
function measure(judge, half) {
  const precisions = queries.map(({ name, values }) => {
    const ranked = photos
      .filter((photo) => isInHalf(photo, half) && values.has(photo.id))
      .sort((a, b) => judge(values.get(b.id)) - judge(values.get(a.id)));
    let hits = 0;
    let sum = 0;
    ranked.forEach((photo, i) => {
      if (!shows(photo, name)) return;
      hits++;
      sum += hits / (i + 1);
    });
    return sum / hits;
  });
  return precisions.reduce((sum, one) => sum + one, 0) / precisions.length;
}
