// Several things in one query: words and pictures, each with a weight, added or taken away.
import { basename, join } from 'node:path';
import { SAMPLES, withSamples } from './support/open-samples.mjs';

await withSamples(async (library) => {
  const show = (what, { results }) => console.log(`${what}: ${results.map(({ path }) => basename(path)).join(', ')}`);

  // As text, as a person would type it.
  show('bridge, by night', await library.search('"a bridge" + 2:"at night"', { limit: 2 }));

  // As data, as a program would. This cat, but no cat, and a bee.
  const terms = [{ path: join(SAMPLES, 'cat-face.png') }, { text: 'cat', weight: -2 }, { text: 'bee', weight: 2 }];
  show('cat − cat + bee', await library.search({ terms }, { limit: 1 }));
});
