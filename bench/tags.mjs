/**
 * Measures tags against captions: `node bench/tags.mjs [FOLDER]`, a folder with `images` and `captions.tsv` (file, tab, caption); default
 * ../shared/eval/flickr8k-test. Prints tags a photo, precision and recall of both halves of the photos (see `halfOf`), with the things and
 * the text that were found, or `--without-things`. With `--fit` it first chooses the offsets of the terms on half 0 and writes data/tags/calibration.json, with `--fit-things` what things add to
 * them; build again afterwards.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { EMBEDDED_MODEL } from '../dist/encoder/models/embedded-model.js';
import { resolveModel } from '../dist/encoder/models/resolve-model.js';
import { createEncoder } from '../dist/encoder/worker-encoder.js';
import { openLibrary } from '../dist/index.js';
import { loadThingTerms } from '../dist/insight/tags/calibration.js';
import { loadVocabulary } from '../dist/insight/tags/load-vocabulary.js';
import { getTermVectors } from '../dist/insight/tags/term-vectors.js';
import { Catalogue } from '../dist/store/catalogue.js';
import { makeSaid, readCaptions } from './support/captions.mjs';
import { benchFolder } from './support/corpus.mjs';
import { fitOffsets, fitThings } from './support/fit-offsets.mjs';
import { halfOf } from './support/halves.mjs';
import { makePages } from './support/pages.mjs';
import { makeSurfaces } from './support/surfaces.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    fit: { type: 'boolean' },
    'fit-things': { type: 'boolean' },
    keep: { type: 'boolean' },
    'without-things': { type: 'boolean' },
  },
});
const corpus = positionals[0] ?? fileURLToPath(new URL('../../shared/eval/flickr8k-test', import.meta.url));
if (!existsSync(join(corpus, 'captions.tsv'))) throw new Error(`${corpus} holds no captions.tsv.`);
const said = makeSaid(readCaptions(join(corpus, 'captions.tsv')));

const path = benchFolder(values['without-things'] ? 'tags-without-things' : 'tags');
if (!values.keep) rmSync(path, { recursive: true, force: true });
const library = await openLibrary({ path });
// Drawn images teach what captioned photos do not hold: a page is a document, a plain colour is nothing.
const drawn = join(path, 'drawn');
await makePages(drawn, 7);
await makeSurfaces(drawn);
for await (const event of library.index([join(corpus, 'images'), drawn], {
  stages: values['without-things'] ? [] : ['objects', 'text'],
}))
  if (event.type === 'done') console.log(`${event.report.indexed} photos, ${event.report.failed.length} failed`);
const { results } = await library.search(`in:"${join(corpus, 'images')}"`, { limit: 1000, all: true });
const all = [...results, ...(await library.search(`in:"${drawn}"`, { limit: 1000, all: true })).results].map(
  ({ id, path: file }) => ({
    id,
    name: basename(file),
    isDrawn: file.startsWith(drawn),
  }),
);
const photos = all.filter(({ isDrawn }) => !isDrawn).map((photo) => ({ ...photo, half: halfOf(photo.name) }));
const PAGES = { receipt: 'receipt', chat: 'screenshot', code: 'screenshot', newspaper: 'newspaper' };
/** Pages are numbered: those with an even number belong to half 0, as all surfaces do. */
const images = all
  .filter(({ isDrawn }) => isDrawn)
  .map(({ id, name }) => {
    const [, kind, number] = /^(.+)-(\d+)\.png$/.exec(name) ?? [];
    const tags = kind === undefined ? (name.startsWith('sky') ? ['sky'] : []) : ['document', PAGES[kind]];
    return { id, name, tags, isPage: kind !== undefined, half: kind === undefined ? 0 : number % 2 };
  });
const { background: terms } = await loadVocabulary(path);

if (values.fit || values['fit-things']) {
  const model = await resolveModel(EMBEDDED_MODEL, { cache: path, hub: '' });
  const encoder = createEncoder(model);
  const { data } = await getTermVectors(terms, encoder, path);
  await encoder.close();
  const catalogue = new Catalogue(path, {});
  const chosen = [...photos, ...images].filter(({ half }) => half === 0);
  const judged = new Map();
  for (let from = 0; ; ) {
    const changed = catalogue.tags.listChangedAfter(1, model.dim, from, 500);
    if (changed.length === 0) break;
    for (const { id, frames } of changed) judged.set(id, frames[0]);
    from = changed.at(-1).changeId;
  }
  const rows = chosen.map(({ id, name, tags, isDrawn }) => ({
    isDrawn,
    ...judged.get(id),
    said: terms.map((term) => tags?.includes(term.name) ?? said(name, term.name)),
  }));
  catalogue.close();
  const file = fileURLToPath(new URL('../data/tags/calibration.json', import.meta.url));
  const { things, ...stored } = JSON.parse(readFileSync(file, 'utf8'));
  const calibration = values.fit ? { ...fitOffsets(rows, data, terms), things } : stored;
  if (values['fit-things']) {
    // Apart: they share what is typical of their kind.
    const isOfText = ([, classes]) => classes.some((name) => name.endsWith(' text'));
    const classesOf = Object.entries(await loadThingTerms());
    calibration.things = Object.assign(
      {},
      ...[classesOf.filter((term) => !isOfText(term)), classesOf.filter(isOfText)].map((chosen) =>
        fitThings(rows, data, terms, calibration, Object.fromEntries(chosen)),
      ),
    );
  }
  writeFileSync(file, `${JSON.stringify(calibration, null, 1)}\n`);
  console.log(`${chosen.length} photos; slope ${calibration.slope}, intercept ${calibration.intercept}`);
}

for (const half of [0, 1]) {
  const counts = { photos: 0, tags: 0, right: 0, said: 0, untagged: 0 };
  const wrong = new Map();
  const tagged = new Map();
  for (const photo of photos.filter((one) => one.half === half)) {
    const tags = await library.tagsOf(photo.id);
    counts.photos++;
    counts.tags += tags.length;
    if (tags.length === 0) counts.untagged++;
    for (const { name } of tags) {
      tagged.set(name, (tagged.get(name) ?? 0) + 1);
      if (said(photo.name, name)) counts.right++;
      else wrong.set(name, (wrong.get(name) ?? 0) + 1);
    }
    counts.said += terms.filter(({ name }) => said(photo.name, name)).length;
  }
  const share = (n, of) => (n / of).toFixed(3);
  console.log(
    `half ${half}: ${counts.photos} photos, ${share(counts.tags, counts.photos)} tags each, ${counts.untagged} without`,
  );
  console.log(`  precision ${share(counts.right, counts.tags)}, recall ${share(counts.right, counts.said)}`);
  const most = [...wrong].sort((a, b) => b[1] - a[1]).slice(0, 20);
  if (half === 1) printMostFrequent(tagged, wrong);
  console.log(`  most often not said: ${most.map(([name, n]) => `${name} ${n}`).join(', ')}`);
}
/** The table of docs/tags.md. */
function printMostFrequent(tagged, wrong) {
  console.log('| tag | photos whose captions say it | tagged | precision | recall |\n|---|---|---|---|---|');
  for (const [name, count] of [...tagged].sort((a, b) => b[1] - a[1]).slice(0, 16)) {
    const right = count - (wrong.get(name) ?? 0);
    const all = photos.filter((photo) => photo.half === 1 && said(photo.name, name)).length;
    console.log(`| ${name} | ${all} | ${count} | ${(right / count).toFixed(2)} | ${(right / all).toFixed(2)} |`);
  }
}

const unseen = images.filter(({ isPage, half }) => isPage && half === 1);
const tagsOfPages = await Promise.all(unseen.map(({ id }) => library.tagsOf(id)));
const countTag = (name) => tagsOfPages.filter((tags) => tags.some((tag) => tag.name === name)).length;
console.log(
  `${unseen.length} pages of half 1: document ${countTag('document')}, screenshot ${countTag('screenshot')}, receipt ${countTag('receipt')}`,
);
for (const name of ['document', 'screenshot', 'receipt', 'hospital', 'hotel room']) {
  const tagged = (await library.search(`tag:"${name}" in:"${join(corpus, 'images')}"`, { limit: 1000, all: true }))
    .results;
  console.log(`${name}: ${tagged.length} of ${photos.length} photos`);
}
await library.close();
