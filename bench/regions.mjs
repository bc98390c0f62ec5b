/**
 * Measures names of things, and parts of photos that show one, as queries, with and without the vectors of regions: mean average precision over captioned
 * photos, for things that are small (a detector's surest box covers less than a twelfth of the photo, in most photos that show it) and for all. A photo
 * shows a thing when two of its captions name it. Photos with even numbers are one half, the others the other. A row of weights compares all photos;
 * "as searched" is the order of `library.search` and `library.similar`, which compare the nearest.
 * `npm run --silent build && node bench/regions.mjs --images DIR --captions FILE.tsv [--library DIR]`: captions as `photoseek eval` reads them.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import sharp from 'sharp';
import { OBJECT_CLASSES } from '../dist/detect/objects/classes.js';
import { loadObjectVocabulary } from '../dist/detect/objects/load-vocabulary.js';
import { openLibrary } from '../dist/index.js';
import { unpackCells } from '../dist/store/pack-cells.js';
import { readNamed } from './support/named-things.mjs';

const { values } = parseArgs({
  options: { images: { type: 'string' }, captions: { type: 'string' }, library: { type: 'string' } },
});
if (values.images === undefined || values.captions === undefined) {
  console.error('usage: node bench/regions.mjs --images DIR --captions FILE.tsv [--library DIR]');
  process.exit(2);
}

/** Fewer photos that show a thing say nothing about the order. */
const LEAST_PHOTOS = 3;
const SMALL = 1 / 12;
const WEIGHTS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1];
const FROM = [0, 0.1, 0.15, 0.2, 0.25, 0.3];
const DIM = 512;
/** Boxes with at least this score are what people would drag. */
const SURE = 0.6;
const PARTS_A_THING = 12;

const path = values.library ?? (await mkdtemp(join(tmpdir(), 'regions-')));
const library = await openLibrary({ path });
for await (const event of library.index(values.images, { stages: ['objects', 'regions'] }))
  if (event.type === 'done') console.error(`indexed in ${event.report.tookMs} ms`);

const named = readNamed(values.captions, loadObjectVocabulary());
const db = new Database(join(path, 'catalogue.db'), { readonly: true });
const cellsOf = new Map(
  db
    .prepare('SELECT content_id AS id, cells FROM frame_cells')
    .all()
    .map(({ id, cells }) => [id, unpackCells(cells, DIM)]),
);
const photos = await readPhotos();
const names = [...new Set([...named.values()].flatMap((counts) => [...counts.keys()]))].filter((name) =>
  [0, 1].every((half) => photos.filter((photo) => photo.half === half && shows(photo, name)).length >= LEAST_PHOTOS),
);
const things = names.map((name) => ({ name, isSmall: isSmall(name) }));
const small = things.flatMap(({ name, isSmall: is }) => (is ? name : []));
console.log(`${photos.length} photos, ${things.length} things, of them small: ${small.join(', ')}`);
const byName = [];
for (const thing of things) byName.push({ ...thing, values: await rateName(thing.name) });
table(`Names of things: ${byName.length}`, byName);
const byPart = [];
for (const thing of things.filter(({ name }) => OBJECT_CLASSES.includes(name)))
  for (const photo of choosePhotos(thing.name)) byPart.push({ ...thing, photo, values: await ratePart(photo) });
table(`Parts of photos: ${byPart.length}`, byPart);
await library.close();

function table(title, rated) {
  console.log(
    `\n${title}\n| weight | from | all, chosen half | small | all, other half | small |\n|---|---|---|---|---|---|`,
  );
  const row = (weight, from, judge) => {
    const few = rated.filter(({ isSmall: is }) => is);
    const cells = [0, 1].flatMap((half) => [measure(rated, judge, half), measure(few, judge, half)]);
    console.log(`| ${[weight, from, ...cells.map((value) => value.toFixed(3))].join(' | ')} |`);
  };
  row('whole photo', '', ({ whole }) => whole);
  row('best part', '', ({ cell }) => cell);
  row('as searched', '', ({ rank }) => -rank);
  for (const from of FROM)
    for (const weight of WEIGHTS) row(weight, from, ({ whole, cell }) => whole + weight * Math.max(0, cell - from));
}

async function readPhotos() {
  const { results } = await library.search('a photo', { all: true, limit: 1000, mode: 'vector' });
  return Promise.all(
    results.map(async ({ id, path: file }) => ({
      ...{ id, path: file, name: basename(file), half: id % 2, regions: await library.regions(id) },
    })),
  );
}

function shows(photo, name) {
  return (named.get(photo.name)?.get(name) ?? 0) >= 2;
}

/** By the median of the surest boxes. */
function isSmall(name) {
  if (!OBJECT_CLASSES.includes(name)) return false;
  const areas = photos
    .filter((photo) => shows(photo, name))
    .flatMap(({ regions }) => {
      const [best] = regions.filter(({ label }) => label === name).sort((a, b) => b.score - a.score);
      return best === undefined ? 0 : best.box.width * best.box.height;
    })
    .sort((a, b) => a - b);
  return areas[Math.floor(areas.length / 2)] < SMALL;
}

async function rateName(name) {
  const { embeddings } = await library.embed([{ text: name }]);
  const { results } = await library.search(name, { all: true, limit: 1000, mode: 'vector' });
  return rate(embeddings[0].vector, results);
}

/** Photos with a sure box of a thing, which is the query then. */
function choosePhotos(name) {
  return photos
    .flatMap((photo) => {
      const [best] = photo.regions.filter(({ label }) => label === name).sort((a, b) => b.score - a.score);
      return shows(photo, name) && best !== undefined && best.score >= SURE ? [{ ...photo, box: best.box }] : [];
    })
    .slice(0, PARTS_A_THING);
}

async function ratePart({ id, path: file, box }) {
  const { width, height } = await sharp(file).metadata();
  const [left, top] = [Math.floor(box.x * width), Math.floor(box.y * height)];
  const area = { left, top, width: Math.ceil(box.width * width), height: Math.ceil(box.height * height) };
  area.width = Math.min(area.width, width - left);
  area.height = Math.min(area.height, height - top);
  const bytes = await sharp(file).extract(area).png().toBuffer();
  const { embeddings } = await library.embed([{ bytes }]);
  const { results } = await library.similar({ id, box }, { all: true, limit: 1000 });
  return rate(embeddings[0].vector, results);
}

/** Of each photo: the cosine of the whole, that of the best part, and its place among the results. */
function rate(vector, results) {
  const found = new Map(results.map(({ id, cosine }, rank) => [id, { cosine, rank }]));
  return new Map(
    photos.map(({ id }) => {
      const { scales = [], values: bytes } = cellsOf.get(id) ?? {};
      const cosines = [...scales].map((scale, cell) =>
        bytes.subarray(cell * DIM, (cell + 1) * DIM).reduce((sum, value, i) => sum + value * vector[i] * scale, 0),
      );
      const { cosine = -1, rank = photos.length } = found.get(id) ?? {};
      return [id, { whole: cosine, cell: Math.max(...cosines), rank }];
    }),
  );
}

/** Mean over the queries of the average precision on one half of the photos; the photo that a query is a part of does not count. */
function measure(queries, judge, half) {
  const precisions = queries.map(({ name, photo: own, values: of }) => {
    const ranked = photos
      .filter((photo) => photo.half === half && photo.id !== own?.id)
      .sort((a, b) => judge(of.get(b.id)) - judge(of.get(a.id)));
    let [hits, sum] = [0, 0];
    ranked.forEach((photo, i) => {
      if (!shows(photo, name)) return;
      hits++;
      sum += hits / (i + 1);
    });
    return sum / hits;
  });
  return precisions.reduce((sum, one) => sum + one, 0) / Math.max(1, precisions.length);
}
