/**
 * Measures `photoseek duplicates` on generated duplicates among unrelated photos and prints the tables of docs/duplicates.md:
 * `node bench/duplicates.mjs [--keep]`. `--keep` reuses the library of an earlier run. The photos come from data/samples and, where it exists,
 * ../shared/eval.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openLibrary } from '../dist/index.js';
import { makeCopies, measure, summarise } from './support/copies.mjs';
import { benchFolder } from './support/corpus.mjs';

const SAMPLES = fileURLToPath(new URL('../data/samples', import.meta.url));
const SHARED = fileURLToPath(new URL('../../shared/eval/flickr8k-test/images', import.meta.url));
const EVERY = 8;

const folder = benchFolder('duplicates');
const copies = join(folder, 'copies');
const listImages = (of) =>
  readdirSync(of)
    .filter((name) => !name.endsWith('.md'))
    .map((name) => join(of, name));
const others = existsSync(SHARED) ? listImages(SHARED) : [];
const photos = [...listImages(SAMPLES), ...others.filter((_, i) => i % EVERY === 0)];
if (!existsSync(copies)) await makeCopies(photos, copies);

if (!process.argv.includes('--keep')) rmSync(join(folder, 'library'), { recursive: true, force: true });
const library = await openLibrary({ path: join(folder, 'library') });
const roots = [copies, ...(others.length > 0 ? [SHARED] : [])];
for await (const event of library.index(roots)) {
  if (event.type === 'done') console.log(`${event.report.indexed} photos, ${event.report.failed.length} failed`);
}
const startedAt = performance.now();
const groups = await library.duplicates();
console.log(`${Math.round(performance.now() - startedAt)} ms\n`);
await library.close();

const found = measure(groups, copies);
const names = photos.map((photo) => parse(photo).name);
const percent = (n, of) => (of === 0 ? '–' : `${((100 * n) / of).toFixed(1)} %`);
console.log('| copy | made | exact | near | similar | neither |\n|---|---|---|---|---|---|');
for (const { what, made, exact, near, similar } of summarise(found, names)) {
  const isExact = what === 'the same bytes';
  const none = isExact ? made - exact : made - near - similar;
  const cells = [what, made, isExact ? exact : '', isExact ? '' : near, isExact ? '' : similar, none];
  console.log(`| ${cells.join(' | ')} |`);
}
console.log('\n| class | files beside a keeper | rightly there |\n|---|---|---|');
for (const kind of ['exact', 'near', 'similar'])
  console.log(`| ${kind} | ${found.all[kind]} | ${percent(found.right[kind], found.all[kind])} |`);
