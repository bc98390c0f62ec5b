/**
 * Measures `photoseek duplicates` on generated duplicates among unrelated photos and prints the tables of docs/duplicates.md:
 * `node bench/duplicates.mjs [--half 0|1] [--every N] [--keep] [FOLDER…]`. Photos come from the folders; without any, from the favourites of data/samples and, where it
 * exists, ../shared/eval. `--half` takes one half of the evaluation photos by source, 0 with the samples. Every eighth (or Nth) is copied. `--keep` reuses the library of an earlier run.
 * Near groups of different photos are listed, so that they can be looked at.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openLibrary } from '../dist/index.js';
import { makeCopies, measure, summarise } from './support/copies.mjs';
import { benchFolder } from './support/corpus.mjs';
import { halfOf } from './support/halves.mjs';

const SAMPLES = fileURLToPath(new URL('../data/samples/favourites', import.meta.url));
const SHARED = fileURLToPath(new URL('../../shared/eval/flickr8k-test/images', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { half: { type: 'string' }, every: { type: 'string', default: '8' }, keep: { type: 'boolean' } },
});
const IS_IMAGE = /\.(jpe?g|png|webp)$/i;
const isOfHalf = (file) => values.half === undefined || String(halfOf(file)) === values.half;
const listImages = (of, isWanted = isOfHalf) =>
  readdirSync(of, { recursive: true })
    .filter((name) => IS_IMAGE.test(name))
    .map((name) => join(of, name))
    .filter(isWanted);
const folders = positionals.length > 0 ? positionals.map((name) => resolve(name)) : [SHARED].filter(existsSync);
const others = folders.flatMap((of) => listImages(of));
// Thresholds were chosen on the samples, too.
const samples = positionals.length > 0 || values.half === '1' ? [] : listImages(SAMPLES, () => true);
const photos = [...samples, ...others.filter((_, i) => i % Number(values.every) === 0)];

const folder = benchFolder('duplicates');
const copies = join(folder, 'copies');
if (!values.keep) rmSync(folder, { recursive: true, force: true });
if (!existsSync(copies)) await makeCopies(photos, copies);

const library = await openLibrary({ path: join(folder, 'library') });
for await (const event of library.index([copies, ...others])) {
  if (event.type === 'done') console.log(`${event.report.indexed} photos, ${event.report.failed.length} failed`);
}
const startedAt = performance.now();
const groups = await library.duplicates({ kinds: ['exact', 'near', 'turned', 'similar'] });
console.log(`${Math.round(performance.now() - startedAt)} ms\n`);
await library.close();

const found = measure(groups, copies);
const names = photos.map((photo) => parse(photo).name);
const percent = (n, of) => (of === 0 ? '–' : `${((100 * n) / of).toFixed(1)} %`);
console.log('| copy | made | exact | near | turned | similar | neither |\n|---|---|---|---|---|---|---|');
for (const { what, made, exact, near, turned, similar } of summarise(found, names)) {
  const isExact = what === 'the same bytes';
  const none = isExact ? made - exact : made - near - turned - similar;
  const cells = [what, made, isExact ? exact : '', ...(isExact ? ['', '', ''] : [near, turned, similar]), none];
  console.log(`| ${cells.join(' | ')} |`);
}
console.log('\n| class | files beside a keeper | rightly there |\n|---|---|---|');
for (const kind of ['exact', 'near', 'turned', 'similar'])
  console.log(`| ${kind} | ${found.all[kind]} | ${percent(found.right[kind], found.all[kind])} |`);
const near = summarise(found, names).filter(({ kind }) => kind === 'near');
const [hits, made] = ['near', 'made'].map((key) => near.reduce((sum, row) => sum + row[key], 0));
console.log(`\nnear: recall ${(hits / made).toFixed(4)}`);
for (const { kind, keeper, path } of found.wrong) if (kind !== 'similar') console.log(`${kind}: ${keeper} | ${path}`);
