import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import type { Library } from '#src/index.js';
import { makeSaid, readCaptions } from '../../bench/support/captions.mjs';
import { halfOf } from '../../bench/support/halves.mjs';
import { SHARED } from '../support/shared.js';

const FOLDER = join(SHARED, 'eval/flickr8k-test');

/**
 * Tests of the tags of the half of the 1,000 photos that nothing was chosen on, against what their captions say: a tag that none of five captions
 * mentions counts as wrong.
 * @param getLibrary with the photos indexed: that takes half a minute, so it is done once for all that is measured on them
 */
export function testTags(getLibrary: () => Library): void {
  it('tags: two to four a photo, half of them in a caption; dogs in 0.93 of cases', async () => {
    const library = getLibrary();
    const said = makeSaid(readCaptions(join(FOLDER, 'captions.tsv')));
    const { results } = await library.search('width:>0', { limit: 1000, all: true });
    const photos = results.filter(({ path }) => halfOf(path) === 1);
    expect(photos.length).toBeGreaterThan(400);
    const counts = { tags: 0, right: 0, dogs: 0, rightDogs: 0 };
    for (const { id, path } of photos) {
      for (const { name } of await library.tagsOf(id)) {
        const isRight = said(basename(path), name);
        counts.tags++;
        if (isRight) counts.right++;
        if (name === 'dog') counts.dogs++;
        if (name === 'dog' && isRight) counts.rightDogs++;
      }
    }
    console.log(`${counts.tags / photos.length} tags a photo, precision ${counts.right / counts.tags}`);
    expect(counts.tags / photos.length).toBeGreaterThanOrEqual(2);
    expect(counts.tags / photos.length).toBeLessThanOrEqual(4);
    expect(counts.right / counts.tags).toBeGreaterThanOrEqual(0.48);
    expect(counts.rightDogs / counts.dogs).toBeGreaterThanOrEqual(0.93);
  });

  it('tags: screenshot, hospital and hotel room are on none of the photos, document on 1 %', async () => {
    const count = async (name: string) =>
      (await getLibrary().search(`tag:"${name}"`, { limit: 1000, all: true })).results.length;
    for (const name of ['screenshot', 'hospital', 'hotel room']) expect.soft(await count(name), name).toBe(0);
    expect(await count('document')).toBeLessThanOrEqual(10);
  });
}
