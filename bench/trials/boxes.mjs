import { Buffer } from 'node:buffer';
import { chooseDetectors } from '../../dist/detect/choose-detectors.js';
import { OBJECT_CLASSES } from '../../dist/detect/objects/classes.js';
import { ExpectedStages } from '../../dist/indexer/pipeline/stages.js';
import { Catalogue } from '../../dist/store/catalogue.js';
import { makeRandom } from '../support/corpus.mjs';
import { percentile } from '../support/numbers.mjs';
import { openIndexed } from '../support/open-indexed.mjs';
import { PHRASES } from '../support/vectors.mjs';
import { makeSyntheticLibrary } from './searching.mjs';

/** Boxes of things and lines of text in each photo, thirty together. */
const THINGS = 12;
const LINES = 18;
const WORDS =
  'total,invoice,exit,street,coffee,menu,open,closed,market,station,platform,north,south,ticket,price,sale'.split(',');

export const boxes = {
  name: 'boxes',
  about: `library.search without text encoding, limit 20, before and after each photo has ${THINGS} things and ${LINES} lines of text: a new query each time`,
  async run({ isQuick }) {
    const size = isQuick ? 10_000 : 100_000;
    const path = await makeSyntheticLibrary(size, 'library-boxes');
    await fill(path, size, () => []);
    const before = await measure(path, size);
    await fill(path, size, makeRegions(makeRandom(8)));
    const after = await measure(path, size);
    const rows = [];
    for (const [what, { p50, p95, found }] of Object.entries(after)) {
      const plain = before[what];
      if (plain.found > 0) rows.push(row(size, what, 'without boxes', plain));
      rows.push(row(size, what, 'with boxes', { p50, p95 }));
      rows.push({ what: `${size} photos, ${what}: answers with results`, value: found, unit: '' });
    }
    return rows;
  },
};

const row = (size, what, which, { p50 }) => ({
  what: `${size} photos, ${what}, ${which}: p50`,
  value: p50,
  unit: 'ms',
});

async function measure(path, size) {
  const library = await openIndexed(path);
  // The first selective filters make the quantised vectors that later ones are compared with.
  for (const thing of OBJECT_CLASSES.slice(-4)) await library.search(PHRASES[0], { filters: `object:"${thing}"` });
  await new Promise((resolve) => setTimeout(resolve, size / 20));
  const queries = {
    'vectors alone': (i) => [PHRASES[(i * 7) % PHRASES.length], { mode: 'vector' }],
    'words and vectors': (i) => [PHRASES[(i * 7) % PHRASES.length], {}],
    'a filter for a thing': (i) => [`${PHRASES[(i * 7) % PHRASES.length]} object:"${OBJECT_CLASSES[i % 80]}"`, {}],
    'a filter for a text': (i) => [`text:"${WORDS[i % WORDS.length]} ${WORDS[(i + 5) % WORDS.length]}"`, {}],
  };
  const measured = {};
  for (const [what, toQuery] of Object.entries(queries)) {
    const times = [];
    let found = 0;
    for (let i = 0; i < 70; i++) {
      const { tookMs, timings, results } = await library.search(...toQuery(i));
      if (i < 10) continue;
      times.push(tookMs - timings.encodeMs);
      if (results.length > 0) found++;
    }
    measured[what] = { p50: percentile(times), p95: percentile(times, 0.95), found };
  }
  await library.close();
  return measured;
}

/** In place of what was there. */
async function fill(path, size, regionsOf) {
  const catalogue = new Catalogue(path, { create: false });
  const [space] = catalogue.spaces.list();
  const { versions: stages } = new ExpectedStages([space.id], null, await chooseDetectors(['text', 'objects']));
  for (let from = 0; from < size; from += 1000)
    catalogue.files.record(
      Array.from({ length: Math.min(1000, size - from) }, (_, i) => {
        const sha256 = Buffer.alloc(32);
        sha256.writeUInt32LE(from + i);
        const file = { path: `/nowhere/photo-${from + i}.jpg`, sizeBytes: 1, mtimeMs: 1 };
        return { kind: 'refreshed', file, sha256, metadata: 'unchanged', regions: [regionsOf()], stages };
      }),
    );
  catalogue.close();
}

function makeRegions(random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const box = () => ({
    x: random() * 0.8,
    y: random() * 0.8,
    width: 0.05 + random() * 0.15,
    height: 0.03 + random() * 0.1,
  });
  // As in real photos, few classes are in many: the square puts most boxes among the first.
  const thing = () => OBJECT_CLASSES[Math.floor(random() ** 2 * OBJECT_CLASSES.length)];
  return () => [
    ...Array.from({ length: THINGS }, () => ({
      kind: 'object',
      box: box(),
      label: thing(),
      score: 0.4 + random() * 0.6,
    })),
    ...Array.from({ length: LINES }, () => {
      const label = `${pick(WORDS)} ${pick(WORDS)} ${Math.floor(random() * 1000)}`;
      return { kind: 'text', box: box(), label, score: 0.5 + random() * 0.5 };
    }),
  ];
}
