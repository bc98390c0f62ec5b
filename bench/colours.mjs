/**
 * Measures captions that name the colour of a thing (*red bus*) as queries: how the photo of each caption is found by the encoder alone, with the colours of
 * pictures, and with those inside the boxes of things. Weight, half share and the part that remains without a thing are chosen on the photos with even places in
 * the order of names, and reported on the others. Prints the tables of docs/relevance.md:
 * `node bench/colours.mjs --images DIR --captions FILE.tsv [--library DIR]`, captions as `photoseek eval` reads them.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { loadObjectVocabulary } from '../dist/detect/objects/load-vocabulary.js';
import { openLibrary } from '../dist/index.js';
import { bindColours } from '../dist/search/look/bind-colours.js';
import { readLooks } from '../dist/search/look/read-looks.js';
import { findColoured, shareOf, weighLooks } from '../dist/search/look/weigh-looks.js';
import { Catalogue } from '../dist/store/catalogue.js';

const { values } = parseArgs({
  options: { images: { type: 'string' }, captions: { type: 'string' }, library: { type: 'string' } },
});
if (values.images === undefined || values.captions === undefined) {
  console.error('usage: node bench/colours.mjs --images DIR --captions FILE.tsv [--library DIR]');
  process.exit(2);
}

/** Photos that are put in another order, as a search does. */
const FUSED = 128;
const WITHOUT_SAY = new Set(['brown', 'black', 'grey']);

const path = values.library ?? (await mkdtemp(join(tmpdir(), 'colours-')));
const library = await openLibrary({ path });
for await (const event of library.index(values.images, { stages: ['objects'] }))
  if (event.type === 'done') console.error(`${event.report.indexed} photos indexed`);

const vocabulary = loadObjectVocabulary();
const asked = [];
for (const line of readFileSync(values.captions, 'utf8').trim().split('\n').slice(1)) {
  const [image, caption = ''] = line.split('\t');
  const looks = readLooks([caption], ['en']).filter((look) => !WITHOUT_SAY.has(look));
  if (looks.length === 0) continue;
  const coloured = bindColours(caption, vocabulary, ['en']).filter(({ colour }) => !WITHOUT_SAY.has(colour));
  asked.push({ name: basename(image), caption, looks, coloured });
}
const names = new Map();
for (const query of asked) query.near = await findNear(query.caption);
const queries = [];
for (const query of listPairs()) queries.push({ ...query, near: await findNear(query.text, 1000) });
await library.close();

const catalogue = new Catalogue(path, { create: false });
const frames = readFrames();
catalogue.close();
const places = new Map([...new Set(names.values())].sort().map((name, place) => [name, place]));

const bound = asked.filter(({ coloured }) => coloured.length > 0);
const PLAIN = {
  'encoder alone': () => 0,
  'colours of pictures': ({ look }, { looks }) => weighLooks({ look, things: [] }, looks, []),
  'as it is in searches': (frame, { looks, coloured, isAlone }) => weighLooks(frame, looks, coloured, isAlone),
};
const table = (title, list, measure) => {
  console.log(`\n${title}: ${[0, 1].map((side) => half(list, side).length).join(' choose, ')} report\n`);
  console.log('| | half that chose | other half |\n|---|---|---|');
  for (const [name, weigh] of Object.entries(PLAIN))
    console.log(`| ${name} | ${[0, 1].map((side) => measure(half(list, side), weigh, side)).join(' | ')} |`);
};
table('Captions with the colour of a thing: R@1, R@5, R@10, MRR', bound, print);
table('All captions with a colour', asked, print);
table(
  'Captions whose colours are those of no thing',
  asked.filter(({ coloured }) => coloured.length === 0),
  print,
);
table('*Colour thing* queries: mean average precision', queries, (list, weigh, side) =>
  meanPrecision(list, weigh, side).toFixed(3),
);

console.log('\n| weight | half share | without a thing | MRR, half that chose | other half |\n|---|---|---|---|---|');
const tried = [];
for (const weight of [0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1])
  for (const halfShare of [0.02, 0.05, 0.1, 0.2])
    for (const without of [0, 0.25, 0.5, 1]) {
      const weigh = toWeigher(weight, halfShare, without);
      tried.push({ weight, halfShare, without, weigh, mrr: measure(half(bound, 0), weigh).at(-1) });
    }
const most = Math.max(...tried.map(({ mrr }) => mrr));
// The smallest weights within a hundredth of the best.
for (const { weight, halfShare, without, weigh, mrr } of tried.filter((one) => one.mrr >= most - 0.01))
  console.log(
    `| ${weight} | ${halfShare} | ${without} | ${mrr.toFixed(3)} | ${measure(half(bound, 1), weigh).at(-1).toFixed(3)} |`,
  );

// A thing that was found and hardly has the colour speaks against the photo: in queries of a colour and a thing, and in all of them.
console.log(
  '\n| taken off | below a share of | mean average precision, half that chose | other half | MRR of captions | other half |',
);
console.log('|---|---|---|---|---|---|');
for (const against of [0, 0.01, 0.02, 0.03, 0.04, 0.06, 0.08])
  for (const below of against === 0 ? [0.1] : [0.02, 0.05, 0.1, 0.2]) {
    const weigh = toWeigher(0.06, 0.05, 0.25, { against, below });
    const values = [
      ...[0, 1].map((side) => meanPrecision(half(queries, side), weigh, side)),
      ...[0, 1].map((side) => measure(half(bound, side), weigh).at(-1)),
    ];
    console.log(`| ${[against, below, ...values.map((value) => value.toFixed(3))].join(' | ')} |`);
  }

async function findNear(text, limit = FUSED) {
  // Without text: names of files say nothing of what was photographed.
  const { results } = await library.search(`"${text.replaceAll('"', '')}"`, {
    ...{ all: true, limit, mode: 'vector', language: 'en' },
  });
  for (const { id, path: file } of results) names.set(id, basename(file));
  return results.map(({ id, cosine }) => ({ id, cosine })).sort((a, b) => b.cosine - a.cosine);
}

/** Colours of things that captions name, with the photos whose captions do. */
function listPairs() {
  const pairs = new Map();
  for (const { name, coloured } of asked)
    for (const { colour, label } of coloured) {
      const text = `${colour} ${label}`;
      const pair = pairs.get(text) ?? {
        text,
        looks: [colour],
        coloured: [{ colour, label }],
        isAlone: true,
        shown: new Set(),
      };
      pair.shown.add(name);
      pairs.set(text, pair);
    }
  return [...pairs.values()].filter(({ shown }) => shown.size >= 2);
}

/** What is known of the frames of photos, by id. */
function readFrames() {
  const labels = [...new Set(asked.flatMap(({ coloured }) => coloured.map(({ label }) => label)))];
  const db = new Database(join(path, 'catalogue.db'), { readonly: true });
  const photoOf = new Map(
    db.prepare('SELECT vector.id, content_id FROM vector JOIN region ON region.id = region_id').raw().all(),
  );
  db.close();
  const things = catalogue.regions.listOfVectors([...photoOf.keys()], labels);
  return new Map(
    [...catalogue.looks.ofVectors([...photoOf.keys()])].map(([vectorId, look]) => {
      return [photoOf.get(vectorId), { look, things: things.get(vectorId) ?? [] }];
    }),
  );
}

function half(list, side) {
  return list.filter(({ name }) => name === undefined || places.get(name) % 2 === side);
}

function toWeigher(weight, halfShare, without, { against, below } = { against: 0, below: 1 }) {
  return ({ look, things }, { looks, coloured }) =>
    looks.reduce((sum, one) => {
      if (one === 'bw') return sum + weighLooks({ look, things }, [one], []);
      const share = shareOf(look, one);
      const byPicture = (0.08 * share) / (share + 0.02);
      const labels = coloured.flatMap(({ colour, label }) => (colour === one ? label : []));
      if (labels.length === 0) return sum + byPicture;
      const found = things.filter(({ label }) => labels.includes(label));
      if (found.length === 0) return sum + without * byPicture;
      const best = findColoured(found, one);
      return sum + (weight * best.share) / (best.share + halfShare) - against * Math.max(0, 1 - best.share / below);
    }, 0);
}

function rank(query, weigh) {
  const rated = query.near.map(({ id, cosine }, i) => {
    return { name: names.get(id), rate: i < FUSED ? cosine + weigh(frames.get(id), query) : cosine - 1 };
  });
  return rated.sort((a, b) => b.rate - a.rate).map(({ name }) => name);
}

/** R@1, R@5, R@10 and the mean reciprocal rank. */
function measure(list, weigh) {
  const ranks = list.map((query) => rank(query, weigh).indexOf(query.name) + 1);
  const share = (least) => ranks.filter((place) => place > 0 && place <= least).length / ranks.length;
  return [share(1), share(5), share(10), average(ranks.map((place) => (place > 0 ? 1 / place : 0)))];
}

function print(list, weigh) {
  return measure(list, weigh)
    .map((value) => value.toFixed(3))
    .join(', ');
}

function meanPrecision(list, weigh, side) {
  return average(list.flatMap((query) => measurePrecision(query, weigh, side) ?? []));
}

/** Over the photos of one half; `undefined`: it shows none. */
function measurePrecision(query, weigh, side) {
  const order = rank(query, weigh).filter((name) => places.get(name) % 2 === side);
  const precisions = [];
  order.forEach((name, i) => {
    if (query.shown.has(name)) precisions.push((precisions.length + 1) / (i + 1));
  });
  const all = [...query.shown].filter((name) => places.get(name) % 2 === side).length;
  return all === 0 ? undefined : precisions.reduce((sum, one) => sum + one, 0) / all;
}

function average(list) {
  return list.reduce((sum, one) => sum + one, 0) / list.length;
}
