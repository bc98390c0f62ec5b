// Several terms in one query: text and images, each with a weight, added or subtracted.
import { basename, join } from 'node:path';
import { needSamples, SAMPLES, withPhotos } from './support/open-samples.mjs';

needSamples();
await withPhotos(async (library) => {
  const show = (what, { results }) => console.log(`${what}: ${results.map(({ path }) => basename(path)).join(', ')}`);

  // As text in the query language.
  show('bridge, by night', await library.search('"a bridge" + 2:"at night"', { limit: 2 }));

  // As data: this image of a cat, without the cat, with a bee.
  const terms = [{ path: join(SAMPLES, 'cat-face.png') }, { text: 'cat', weight: -2 }, { text: 'bee', weight: 2 }];
  show('cat − cat + bee', await library.search({ terms }, { limit: 1 }));
});
