/**
 * Measures what `photoseek duplicates` makes of images that resemble each other whatever they show: pages of ten kinds with different contents and forms
 * of two kinds that differ in a few fields alone, two copies of each, plain colours, and skies in three exposures. Prints the table of docs/duplicates.md: `node bench/pages.mjs [pages of a kind] [seed]`.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { basename, join, parse } from 'node:path';
import sharp from 'sharp';
import { openLibrary } from '../dist/index.js';
import { benchFolder } from './support/corpus.mjs';
import { makeForms, makePages } from './support/pages.mjs';
import { makeSurfaces } from './support/surfaces.mjs';

const each = Number(process.argv[2] ?? 7);
const seed = Number(process.argv[3] ?? 1);
const folder = benchFolder('pages');
rmSync(folder, { recursive: true, force: true });

const pages = [
  ...(await makePages(join(folder, 'pages'), each, seed)),
  ...(await makeForms(join(folder, 'pages'), each, seed)),
];
mkdirSync(join(folder, 'copies'));
for (const page of pages) {
  const copy = (ending) => join(folder, 'copies', `${parse(page).name}.${ending}`);
  await sharp(page).jpeg({ quality: 70 }).toFile(copy('jpg'));
  const { width } = await sharp(page).metadata();
  await sharp(page)
    .resize(Math.round(width / 2))
    .toFile(copy('png'));
}
const exposures = await makeSurfaces(join(folder, 'surfaces'));

const library = await openLibrary({ path: join(folder, 'library') });
for await (const event of library.index([folder])) {
  if (event.type === 'done') console.log(`${event.report.indexed} images, ${event.report.failed.length} failed`);
}
/** Pages by their number, skies by their time of day; plain colours by themselves. */
const subjectOf = (path) =>
  basename(path)
    .replace(/^(sky-[a-z]+).*/, '$1')
    .replace(/\.\w+$/, '');
const kindOf = (path) => basename(path).replace(/-(\d+|[a-z]+(-[\d.]+)?)\.\w+$/, '');
const rows = new Map();
const count = (kind, key, by = 1) => {
  if (!rows.has(kind)) rows.set(kind, { found: 0, near: 0, similar: 0 });
  rows.get(kind)[key] += by;
};
for (const page of pages) count(kindOf(page), 'found', 0);
const groups = await library.duplicates();
await library.close();
for (const { kind, members } of groups) {
  const [keeper, ...others] = members.map(({ path }) => path);
  for (const other of others) {
    const isRight = subjectOf(other) === subjectOf(keeper);
    count(kindOf(keeper), isRight ? 'found' : kind);
    if (!isRight) console.log(`${kind}: ${basename(keeper)} | ${basename(other)}`);
  }
}
console.log(`\n| kind | copies made | found | others joined as near | as similar |\n|---|---|---|---|---|`);
for (const [kind, { found, near, similar }] of rows) {
  const made = kind === 'sky' ? exposures : kind === 'plain' ? 0 : 2 * each;
  console.log(`| ${kind} | ${made} | ${found} | ${near} | ${similar} |`);
}
