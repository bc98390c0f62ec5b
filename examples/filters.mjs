// Metadata as filters: when, with what, how big. Alone or with words; ordered; page by page.
import { basename } from 'node:path';
import { withPhotos } from './support/open-samples.mjs';

await withPhotos(async (library) => {
  const show = (what, { results, total }) =>
    console.log(`${what} (${total}): ${results.map(({ path }) => basename(path)).join(', ')}`);

  show('of 2006', await library.search('taken:2006'));
  show('tall ones', await library.search('is:portrait', { limit: 3 }));
  show('a flower, big enough to print', await library.search('a flower width:>=1500', { limit: 2 }));
  show('animals that are no dogs', await library.search('an animal', { filters: '-tag:dog', limit: 3 }));

  // Newest first, five at a time. A cursor never repeats a photo and never leaves one out.
  const seen = [];
  for (let cursor; ; ) {
    const page = await library.search('ext:jpg', { sort: 'taken', limit: 10, ...(cursor ? { cursor } : {}) });
    seen.push(...page.results);
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  console.log(`${seen.length} JPEGs, ${new Set(seen.map(({ id }) => id)).size} of them different`);

  // What is misspelt is refused, with the nearest right spelling.
  await library.search('takne:2023').catch(({ code, message }) => console.log(`${code}: ${message}`));
});
