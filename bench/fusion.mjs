/**
 * Measures whether the lists of two models should count alike when they are fused by reciprocal rank: `npm run --silent build`, then
 * `node bench/fusion.mjs FOLDER [--models A,B] [--captions FILE] [--numbers N]`.
 *
 * FOLDER has `images` and `captions.tsv` (file, tab, caption, below a header). The weight of B (that of A is 1 minus it) is chosen on the captions of one half
 * of the images, by the mean reciprocal rank, and reported on those of the other; all images are candidates in both. Lists end and are fused as in
 * searches (`src/search/rank`); equal weights are measured a second time with the library's own searches. `--numbers` keeps so many numbers of each vector of
 * A, so that A is a weaker model.
 */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { EMBEDDED_MODELS } from '../dist/encoder/models/embedded-model.js';
import { resolveModel } from '../dist/encoder/models/resolve-model.js';
import { createEncoder } from '../dist/encoder/worker-encoder.js';
import { openLibrary } from '../dist/index.js';
import { Calibrator, MEASURED } from '../dist/search/calibration/calibrator.js';
import { encodeInLanguage } from '../dist/search/embed/language/encode-in-language.js';
import { Catalogue } from '../dist/store/catalogue.js';
import { RowProducts } from '../dist/vectors/math/row-products.js';
import { benchFolder } from './support/corpus.mjs';
import { halfOf } from './support/halves.mjs';
import { readTable } from './support/read-table.mjs';

/** Of reciprocal ranks, as in `src/search/rank/fuse.ts`. */
const K = 60;

/** Of the second model. */
const WEIGHTS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** Photos of equal sums: two lists that have two photos in opposite order make many of them. */
const TIES = ['by name', 'by relevance'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    models: { type: 'string', default: [...EMBEDDED_MODELS].sort().join() },
    captions: { type: 'string', default: 'captions.tsv' },
    numbers: { type: 'string' },
  },
});
const [folder = ''] = positionals;
if (!existsSync(join(folder, values.captions))) throw new Error(`${folder} holds no ${values.captions}.`);
const names = values.models.split(',');
const path = benchFolder(`library-fusion-${names.map((name) => name.replaceAll('/', '-')).join('-')}`);

for (const model of names) {
  const library = await openLibrary({ path, model });
  for await (const event of library.index([join(folder, 'images')], { keepActive: true }))
    if (event.type === 'done') console.log(`${event.report.indexed} photos indexed with ${model}`);
  await library.close();
}
const captions = readTable(join(folder, values.captions))
  .slice(1)
  .map(([file, text]) => ({ file, text, half: halfOf(file) }));
const kept = values.numbers === undefined ? undefined : Number(values.numbers);
const indexOf = new Map([...new Set(captions.map(({ file }) => file))].sort().map((file, i) => [file, i]));
const lists = [await rankAll(names[0], kept), await rankAll(names[1])];

const ranked = new Map(TIES.map((ties) => [ties, WEIGHTS.map((weight) => rankFused(weight, ties))]));
console.log(`\n| weight of ${names[1]} | MRR on the half that chooses, ties ${TIES.join(' | ties ')} |\n|---|---|---|`);
for (const [i, weight] of WEIGHTS.entries())
  console.log(`| ${weight} | ${TIES.map((ties) => describe(ranked.get(ties)[i], 0).mrr.toFixed(4)).join(' | ')} |`);
const [, tied] = TIES.map((ties) => ranked.get(ties));
const best = WEIGHTS.reduce((best, _, i) => (describe(tied[i], 0).mrr > describe(tied[best], 0).mrr ? i : best), 0);
const alike = WEIGHTS.indexOf(0.5);

console.log('\n| on the other half | captions | R@1 | R@5 | R@10 | MRR |\n|---|---|---|---|---|---|');
const alone = lists.map((list) => captions.map(({ file }, i) => list[i].order.indexOf(indexOf.get(file))));
print(`${names[0]}${kept === undefined ? '' : `, ${kept} numbers`}`, alone[0]);
print(names[1], alone[1]);
for (const ties of TIES) print(`both alike, ties ${ties}`, ranked.get(ties)[alike]);
print(`both, ${names[1]} with ${WEIGHTS[best]}, ties by relevance`, tied[best]);
printDifference(tied[alike], ranked.get('by name')[alike], 'alike, ties by relevance less ties by name');
printDifference(tied[best], tied[alike], 'chosen weight less alike, ties by relevance');
printDifference(tied[best], alone[1], `chosen weight less ${names[1]} alone`);
if (kept === undefined) print('both alike, by searches of the library', await rankBySearch());

/** For each caption, the photos of a space (nearest first), how many of them are relevant, and the relevance of each. */
async function rankAll(name, numbers) {
  const model = await resolveModel(name, { cache: '', hub: '' });
  const calibration = MEASURED[model.revision];
  if (calibration === undefined) throw new Error(`${name} has no measured calibration: its lists would end elsewhere.`);
  const encoder = createEncoder(model);
  const { data, photos } = readVectors(name);
  const dim = numbers ?? model.dim;
  const rows = new RowProducts(
    Float32Array.from(photos.flatMap((_, i) => [...shorten(data, i * model.dim, dim)])),
    dim,
  );
  const ranked = [];
  for (const { text } of captions) {
    const { vector, towers } = await encode(encoder, text);
    const cosines = rows.multiply(shorten(vector, 0, dim)).slice();
    const rowOrder = [...cosines.keys()].sort((a, b) => cosines[b] - cosines[a]);
    const calibrator = new Calibrator(calibration.towers?.[towers.at(-1)] ?? calibration.text);
    const threshold = calibrator.thresholdFor(cosines[rowOrder[0]]);
    const relevances = new Float32Array(photos.length);
    for (const [row, photo] of photos.entries()) relevances[photo] = calibrator.toRelevance(cosines[row]);
    ranked.push({
      order: Uint16Array.from(rowOrder, (row) => photos[row]),
      relevant: Math.max(1, cosines.filter((cosine) => cosine >= threshold).length),
      relevances,
    });
  }
  await encoder.close();
  return ranked;
}

/** The vectors of a space, and the index of each one's photo. */
function readVectors(name) {
  const catalogue = new Catalogue(path, { create: false });
  const row = catalogue.spaces.list().find((space) => space.name === name);
  const { ids, data } = catalogue.vectors.listAfter(row.id, row.dim, 0, 60_000);
  const photoOf = new Map(catalogue.vectors.ownersOf(ids).map(({ vectorId, photoId }) => [vectorId, photoId]));
  const photos = catalogue.files.listPhotos([...photoOf.values()]);
  catalogue.close();
  return { data, photos: ids.map((id) => indexOf.get(basename(photos.get(photoOf.get(id)).files[0].path))) };
}

async function encode(encoder, text) {
  if (encoder.model.texts.length === 1) return { vector: (await encoder.encodeTexts([text]))[0].vector, towers: [] };
  const { vector, language } = await encodeInLanguage(encoder, text, undefined);
  return { vector, towers: language.towers };
}

/** The rank of each caption's photo, from 0, when the relevant photos are fused and the others follow by turns. */
function rankFused(weight, ties) {
  const scores = new Float64Array(indexOf.size);
  return captions.map(({ file }, i) => {
    scores.fill(0);
    const both = [lists[0][i], lists[1][i]];
    for (const [at, { order, relevant }] of both.entries())
      for (let rank = 0; rank < relevant; rank++)
        scores[order[rank]] += (at === 0 ? 1 - weight : weight) / (K + rank + 1);
    const target = indexOf.get(file);
    if (scores[target] === 0) return findInRest(both, scores, target);
    const relevanceOf = (photo) => Math.max(both[0].relevances[photo], both[1].relevances[photo]);
    let before = 0;
    for (let photo = 0; photo < scores.length; photo++) {
      const difference = scores[photo] - scores[target];
      // Sums of the same ranks in another order differ in their last digits.
      const isTied = Math.abs(difference) < 1e-12;
      const isFirst = ties === 'by name' ? photo < target : relevanceOf(photo) > relevanceOf(target);
      if (isTied ? photo !== target && isFirst : difference > 0) before++;
    }
    return before;
  });
}

/** Behind the fused photos, the others of both lists by turns. */
function findInRest(both, scores, target) {
  const before = new Set([...scores.keys()].filter((photo) => scores[photo] > 0));
  for (let rank = 0; rank < scores.length; rank++)
    for (const { order } of both) {
      if (order[rank] === target) return before.size;
      before.add(order[rank]);
    }
  return before.size;
}

/** With equal weights, as far as results are given. */
async function rankBySearch() {
  const library = await openLibrary({ path, create: false });
  const found = [];
  for (const { file, text } of captions) {
    const { results } = await library.search(text, { models: names, mode: 'vector', limit: 10, all: true });
    const rank = results.findIndex((result) => basename(result.path) === file);
    found.push(rank < 0 ? Number.POSITIVE_INFINITY : rank);
  }
  await library.close();
  return found;
}

function describe(ranks, half) {
  const own = ranks.filter((_, i) => captions[i].half === half);
  const share = (k) => own.filter((rank) => rank < k).length / own.length;
  const mrr = own.reduce((sum, rank) => sum + 1 / (1 + rank), 0) / own.length;
  return { count: own.length, recall: [1, 5, 10].map(share), mrr };
}

function print(name, ranks) {
  const { count, recall, mrr } = describe(ranks, 1);
  const isCut = ranks.includes(Number.POSITIVE_INFINITY);
  const cells = [...recall.map((share) => share.toFixed(3)), isCut ? '' : mrr.toFixed(3)];
  console.log(`| ${name} | ${count} | ${cells.join(' | ')} |`);
}

/** Of both MRR on the other half, with its standard error: by images, whose captions are not independent of each other. */
function printDifference(a, b, name) {
  const byImage = new Map();
  captions.forEach(({ file, half }, i) => {
    if (half !== 1) return;
    byImage.set(file, [...(byImage.get(file) ?? []), 1 / (1 + a[i]) - 1 / (1 + b[i])]);
  });
  const means = [...byImage.values()].map((list) => list.reduce((sum, value) => sum + value, 0) / list.length);
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  const variance = means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (means.length - 1);
  console.log(`${name}: MRR ${mean.toFixed(4)} ± ${Math.sqrt(variance / means.length).toFixed(4)}`);
}

/** The first numbers of a vector, of unit length again. */
function shorten(data, offset, numbers) {
  const part = data.slice(offset, offset + numbers);
  const length = Math.hypot(...part);
  return part.map((value) => value / length);
}
