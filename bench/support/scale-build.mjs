/** A process that builds the graph of a library. Arguments: its folder, and the engine if it is not the default. Prints JSON. */
import { openLibrary } from '../../dist/index.js';
import { measureTree } from './process-tree.mjs';

const [path, engine] = process.argv.slice(2);
const library = await openLibrary({ path, ...(engine && { engine }) });
let peak = 0;
const watch = setInterval(() => {
  peak = Math.max(peak, measureTree(process.pid).proportional);
}, 500);
const startedAt = performance.now();
// A folder without images: nothing is to be done but to index the vectors.
for await (const _ of library.index([import.meta.dirname]));
const seconds = (performance.now() - startedAt) / 1000;
clearInterval(watch);
const { index } = await library.stats();
await library.close();
console.log(JSON.stringify({ seconds, peak, engine: index.engine }));
