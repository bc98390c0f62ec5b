/**
 * A process with one library open, as a server has it. Argument: the library's folder. Prints JSON: p50 of new queries and of the same ones again,
 * whose text vectors are cached, in milliseconds; and the resident memory in MB.
 */

import { percentile } from './numbers.mjs';
import { openIndexed } from './open-indexed.mjs';
import { PHRASES } from './vectors.mjs';

const library = await openIndexed(process.argv[2]);
const ask = async () => {
  const times = [];
  for (const phrase of PHRASES) {
    const { tookMs, results } = await library.search(phrase, { mode: 'vector' });
    if (results.length === 0) throw new Error('no results; delete .bench and run again');
    times.push(tookMs);
  }
  // The first ones fill caches.
  return percentile(times.slice(20));
};
const [fresh, cached] = [await ask(), await ask()];
console.log(JSON.stringify({ fresh, cached, resident: process.memoryUsage().rss / 2 ** 20 }));
await library.close();
