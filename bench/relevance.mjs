/**
 * Measures the constants of `src/search/calibration/calibrator.ts` on the 1,000 captioned photos in ../shared/eval/flickr8k-test, and prints
 * the tables of docs/relevance.md: npm run --silent build && node bench/relevance.mjs [--model NAME] [--tower NAME]
 *
 * With `--tower multilingual`, the queries are the Chinese captions, those of ../shared/eval/queries-15-languages.tsv that are not English, and
 * test/relevance/absent-languages.tsv.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { EMBEDDED_MODEL } from '../dist/encoder/models/embedded-model.js';
import { resolveModel } from '../dist/encoder/models/resolve-model.js';
import { createEncoder } from '../dist/encoder/worker-encoder.js';
import { openLibrary } from '../dist/index.js';
import { fitLogistic } from '../dist/insight/evaluation/logistic.js';
import { MediaPool } from '../dist/media/worker/media-pool.js';
import { measureBackgrounds } from '../dist/search/calibration/background.js';
import { Calibrator, REFERENCE } from '../dist/search/calibration/calibrator.js';
import { Catalogue } from '../dist/store/catalogue.js';
import { benchFolder } from './support/corpus.mjs';
import { percentile } from './support/numbers.mjs';
import { readTable } from './support/read-table.mjs';

const FOLDER = fileURLToPath(new URL('../../shared/eval/flickr8k-test', import.meta.url));
const QUERIES = JSON.parse(readFileSync(new URL('../test/relevance/queries.json', import.meta.url), 'utf8'));
const SHARES = [0.05, 0.5, 0.95];

if (!existsSync(FOLDER)) {
  console.error(`skipped: ${FOLDER} does not exist`);
  process.exit(0);
}
const { values } = parseArgs({
  options: { model: { type: 'string', default: EMBEDDED_MODEL }, tower: { type: 'string' } },
});
const model = await resolveModel(values.model, { cache: '', hub: '' });
const encoder = createEncoder(model);
const tower = values.tower === undefined ? model.texts[0] : model.texts.find(({ name }) => name === values.tower);
const photos = await readPhotos();
const captions = readCaptions('captions.tsv');
const asked = tower === model.texts[0] ? readEnglish() : readLanguages();

console.log('## Best cosine of a query (5th, 50th, 95th percentile), and of its fifth best photo');
const queries = {
  'captions (every fifth)': await rankAll(asked.captions),
  'single words': await rankAll(asked.words.map(({ text }) => text)),
  phrases: await rankAll(asked.phrases.map(({ text }) => text)),
  'nonsense and absent things': await rankAll(asked.absent),
};
for (const [name, ranked] of Object.entries(queries)) {
  const at = (i) =>
    SHARES.map((share) =>
      percentile(
        ranked.map(({ sorted }) => sorted[i]),
        share,
      ).toFixed(2),
    ).join(' ');
  console.log(`| ${name} | ${at(0)} | ${at(4)} |`);
}

console.log('\n## Share of queries reported as without a good match');
const curve = REFERENCE.towers?.[tower.name] ?? REFERENCE.text;
const calibrator = new Calibrator(curve);
for (const [name, ranked] of Object.entries(queries)) {
  const isBad = ({ sorted }) => !calibrator.isGood(sorted, photos.names.length);
  const share = (list) => (list.filter(isBad).length / list.length).toFixed(3);
  const halves = [0, 1].map((half) => share(ranked.filter((_, i) => i % 2 === half)));
  console.log(`| ${name} | ${share(ranked)} | ${halves.join(' | ')} |`);
}

console.log('\n## Thresholds: mean precision, recall and F1 over queries; median number of results');
const labelled = [...asked.words, ...asked.phrases].map((query, i) => ({
  ...(i < asked.words.length ? queries['single words'][i] : queries.phrases[i - asked.words.length]),
  truth: photos.names.map((name) => readTruth(captions.get(name), query.forms)),
}));
const countable = labelled.filter(({ truth }) => truth.filter((value) => value === true).length >= 3);
const thresholds = {};
for (const t of [0.22, 0.26, 0.3]) thresholds[`cosine ≥ ${t}`] = () => t;
for (const n of [10, 20, 30]) thresholds[`the first ${n}`] = ({ sorted }) => sorted[n - 1];
for (const r of [0.5, 0.55, 0.6, 0.65, 0.7]) thresholds[`cosine ≥ ${r} of the best`] = ({ sorted }) => r * sorted[0];
for (const [name, toThreshold] of Object.entries(thresholds))
  console.log(`| ${name} | ${evaluate(countable, toThreshold).join(' | ')} |`);

console.log('\n## Curves: the cosine of relevance 0.5, and the distance that changes odds by e');
const pairs = labelled.map(({ cosines, truth }) =>
  truth.flatMap((is, i) => (is === null ? [] : [[cosines[i], is ? 1 : 0]])),
);
for (const [name, list] of [
  ['all queries', pairs],
  ['every second', pairs.filter((_, i) => i % 2 === 0)],
  ['the others', pairs.filter((_, i) => i % 2 === 1)],
])
  console.log(`| text → photo, ${name} | ${printCurve(fitLogistic(list.flat()))} |`);
console.log(`| photo → photo, sharing two caption words | ${printCurve(fitLogistic(pairPhotos()))} |`);

console.log('\n## Background: mean and standard deviation of the cosines of unrelated pairs');
const catalogue = new Catalogue(photos.library, { create: false });
const [row] = catalogue.spaces.list();
const asking = { encodeTexts: (texts) => encoder.encodeTexts(texts, tower) };
const { backgrounds } = await measureBackgrounds(catalogue, { row, encoder: async () => asking });
catalogue.close();
for (const [kind, { mean, deviation }] of Object.entries(backgrounds))
  console.log(`| ${kind} | ${mean.toFixed(3)} | ${deviation.toFixed(3)} |`);

console.log('\n## Near-duplicates: cosines with the original');
const nearest = photos.vectors.map((a, i) => Math.max(...photos.vectors.map((b, j) => (i === j ? -1 : dot(a, b)))));
console.log(
  `| the nearest other photo, 50th 95th 99th percentile | ${[0.5, 0.95, 0.99].map((s) => percentile(nearest, s).toFixed(3)).join(' ')} |`,
);
for (const [name, values] of Object.entries(await compareCopies()))
  console.log(
    `| ${name}, 1st 5th 50th percentile | ${[0.01, 0.05, 0.5].map((s) => percentile(values, s).toFixed(3)).join(' ')} |`,
  );
await encoder.close();

async function readPhotos() {
  const path = benchFolder(`library-relevance-${values.model}`);
  const library = await openLibrary({ path, model: values.model });
  for await (const _ of library.index([join(FOLDER, 'images')]));
  await library.close();
  const catalogue = new Catalogue(path, { create: false });
  const [space] = catalogue.spaces.list();
  const { ids, data } = catalogue.vectors.listAfter(space.id, model.dim, 0, 10_000);
  const photoOf = new Map(catalogue.vectors.ownersOf(ids).map(({ vectorId, photoId }) => [vectorId, photoId]));
  const rows = catalogue.files.listPhotos([...photoOf.values()]);
  catalogue.close();
  return {
    library: path,
    names: ids.map((id) => basename(rows.get(photoOf.get(id)).files[0].path)),
    vectors: ids.map((_, i) => data.subarray(i * model.dim, (i + 1) * model.dim)),
  };
}

function readEnglish() {
  return { ...QUERIES, captions: [...captions.values()].map(([first]) => first.text) };
}

/** In all other languages. Queries have the forms of the English one. */
function readLanguages() {
  const [languages, ...rows] = readTable(
    fileURLToPath(new URL('../../shared/eval/queries-15-languages.tsv', import.meta.url)),
  );
  const [, ...absent] = readTable(fileURLToPath(new URL('../test/relevance/absent-languages.tsv', import.meta.url)));
  const translate = (queries) =>
    rows.flatMap((row) => {
      const query = queries.find(({ text }) => text === row[languages.indexOf('en')]);
      return query === undefined ? [] : row.slice(1).map((text) => ({ text, forms: query.forms }));
    });
  return {
    captions: [...readCaptions('captions.zh.tsv').values()].map(([first]) => first.text),
    words: translate(QUERIES.words),
    phrases: translate(QUERIES.phrases),
    absent: absent.flatMap((row) => row.slice(1)),
  };
}

function readCaptions(file) {
  const captions = new Map();
  for (const [name, text] of readTable(join(FOLDER, file)).slice(1)) {
    captions.set(name, [...(captions.get(name) ?? []), { text, words: new Set(text.toLowerCase().match(/[a-z]+/g)) }]);
  }
  return captions;
}

async function rankAll(texts) {
  return (await encoder.encodeTexts(texts, tower)).map(({ vector }) => {
    const cosines = photos.vectors.map((photo) => dot(photo, vector));
    return { cosines, sorted: [...cosines].sort((a, b) => b - a) };
  });
}

/** `true` when at least two of the five captions contain one of the forms, `false` when none does, `null` (unknown) when one does. */
function readTruth(captions, forms) {
  const least = Math.min(
    ...forms.map((words) => captions.filter((c) => words.some((word) => c.words.has(word))).length),
  );
  return least >= 2 ? true : least === 0 ? false : null;
}

function evaluate(ranked, toThreshold) {
  const rows = ranked.map((query) => {
    const threshold = toThreshold(query);
    const found = query.truth.filter((_, i) => query.cosines[i] >= threshold);
    const right = found.filter((is) => is === true).length;
    const precision = right / Math.max(1, found.filter((is) => is !== null).length);
    const recall = right / query.truth.filter((is) => is === true).length;
    return { precision, recall, f1: (2 * precision * recall) / (precision + recall || 1), count: found.length };
  });
  const mean = (key) => (rows.reduce((sum, row) => sum + row[key], 0) / rows.length).toFixed(3);
  return [mean('precision'), mean('recall'), mean('f1'), percentile(rows.map(({ count }) => count))];
}

function pairPhotos() {
  const small = new Set(
    'a an in the on is and with of are at to his her its their by for from into this that as it one two three while'.split(
      ' ',
    ),
  );
  const words = photos.names.map((name) => {
    const counts = new Map();
    for (const caption of captions.get(name))
      for (const word of caption.words) counts.set(word, (counts.get(word) ?? 0) + 1);
    return [...counts].filter(([word, n]) => n >= 2 && !small.has(word)).map(([word]) => word);
  });
  const sets = words.map((list) => new Set(list));
  return photos.vectors.flatMap((a, i) =>
    photos.vectors
      .slice(i + 1)
      .map((b, j) => [dot(a, b), words[i].filter((w) => sets[i + 1 + j].has(w)).length >= 2 ? 1 : 0]),
  );
}

function printCurve({ midpoint, scale }) {
  return `${midpoint.toFixed(3)} | ${scale.toFixed(3)}`;
}

/** Cosines of edited versions of every twentieth photo with the original. */
async function compareCopies() {
  const media = new MediaPool();
  const copies = {
    'half the size': (image) => image.resize({ width: 250 }),
    'cropped by 5 % on each side': (image, { width, height }) =>
      image.extract({
        left: Math.round(width * 0.05),
        top: Math.round(height * 0.05),
        width: Math.round(width * 0.9),
        height: Math.round(height * 0.9),
      }),
    'a quarter brighter': (image) => image.modulate({ brightness: 1.25 }),
    mirrored: (image) => image.flop(),
  };
  const cosines = {};
  for (const [name, change] of Object.entries(copies)) {
    cosines[name] = [];
    for (let i = 0; i < photos.names.length; i += 20) {
      const path = join(FOLDER, 'images', photos.names[i]);
      const bytes = await change(sharp(path), await sharp(path).metadata())
        .jpeg({ quality: 80 })
        .toBuffer();
      await media.prepare(
        { bytes },
        {
          specs: [model.image],
          onFrame: async ({ pixels }) => {
            const [vector] = await encoder.encodeImages(pixels);
            cosines[name].push(dot(vector, photos.vectors[i]));
          },
        },
      );
    }
  }
  media.close();
  return cosines;
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
