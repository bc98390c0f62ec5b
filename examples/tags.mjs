// What is on the photos, in everyday words: counted, as filters, and in words of your own.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { withPhotos } from './support/open-samples.mjs';

await withPhotos(async (library) => {
  const tags = await library.tags();
  console.log(
    tags
      .slice(0, 5)
      .map(({ name, group, count }) => `${name} (${group}): ${count}`)
      .join(', '),
  );

  const { results } = await library.search('tag:castle');
  for (const { id, path } of results) {
    const of = await library.tagsOf(id);
    console.log(`${basename(path)}: ${of.map(({ name, score }) => `${name} ${score.toFixed(2)}`).join(', ')}`);
  }

  // A word a line; after a colon, how to say it. docs/tags.md has more.
  const folder = await mkdtemp(join(tmpdir(), 'photoseek-words-'));
  await writeFile(join(folder, 'words.txt'), '[stripes]\nbee: a bee on a flower\n');
  await library.useVocabulary(join(folder, 'words.txt'), { extend: true });
  console.log((await library.tags()).find(({ group }) => group === 'stripes'));
  await rm(folder, { recursive: true });
});
