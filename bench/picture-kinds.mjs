/**
 * Measures `is:screenshot`, `is:paper` and `is:drawing` on pictures whose folders say what they are: `screenshots`, `paper`, `drawings`, any others are
 * neither. Prints precision and recall on two halves, by the sum of the bytes of their names, or of what stands before `--` in them: pictures of one source
 * are in one half. `node bench/picture-kinds.mjs LIBRARY FOLDER…`; the library keeps what was read. A filter is left out where no picture is of its kind.
 */
import { basename, dirname } from 'node:path';
import { openLibrary } from '../dist/index.js';

const [path, ...folders] = process.argv.slice(2);
if (folders.length === 0) {
  console.error('usage: node bench/picture-kinds.mjs LIBRARY FOLDER…');
  process.exit(2);
}
const library = await openLibrary({ path });
for await (const event of library.index(folders, { stages: ['text'] }))
  if (event.type === 'done') console.error(`${event.report.indexed} indexed, ${event.report.failed.length} failed`);

const listAll = async (query) => {
  const found = [];
  for (let cursor; ; ) {
    const { results, nextCursor } = await library.search(query, { limit: 1000, ...(cursor && { cursor }) });
    found.push(...results.map((result) => result.path));
    if (!nextCursor) return found;
    cursor = nextCursor;
  }
};
const kindOf = (file) => basename(dirname(file));
const sourceOf = (file) => /^(.+)--/.exec(basename(file))?.[1] ?? basename(file);
const halfOf = (file) => [...Buffer.from(sourceOf(file))].reduce((sum, byte) => sum + byte, 0) % 2;
const all = await listAll('is:photo');
console.log(
  '| filter | half | pictures of the kind | found | right | precision | recall |\n|---|---|---|---|---|---|---|',
);
const FILTERS = { 'is:screenshot': 'screenshots', 'is:paper': 'paper', 'is:drawing': 'drawings' };
for (const [filter, folder] of Object.entries(FILTERS)) {
  if (!all.some((file) => kindOf(file) === folder)) continue;
  const found = new Set(await listAll(filter));
  for (const half of [0, 1]) {
    const own = all.filter((file) => halfOf(file) === half);
    const meant = own.filter((file) => kindOf(file) === folder);
    const given = own.filter((file) => found.has(file));
    const right = given.filter((file) => kindOf(file) === folder);
    const [precision, recall] = [right.length / given.length, right.length / meant.length];
    console.log(
      `| \`${filter}\` | ${half} | ${meant.length} of ${own.length} | ${given.length} | ${right.length} | ${precision.toFixed(3)} | ${recall.toFixed(3)} |`,
    );
    for (const file of given) if (kindOf(file) !== folder) console.error(`${filter} wrong: ${file}`);
    for (const file of meant) if (!found.has(file)) console.error(`${filter} missed: ${file}`);
  }
}
await library.close();
