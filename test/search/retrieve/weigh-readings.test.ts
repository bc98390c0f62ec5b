import { describe, expect, it } from 'vitest';
import type { Encoder, TextTower } from '#src/encoder/types.js';
import { listAllowed } from '#src/search/retrieve/allowed.js';
import { weighReadings } from '#src/search/retrieve/weigh-readings.js';
import { runSearch } from '#src/search/run-search.js';
import { makeSearchContext } from '../../support/libraries/search-context.js';

/** Of photoseek-mini-2, whose towers have measured calibrations. */
const REVISION = 'a74968d06c4f4d40';

const READINGS = [
  { tower: 'english', vector: Float32Array.of(1, 0, 0) },
  { tower: 'multilingual', vector: Float32Array.of(0, 1, 0) },
];

/** A photo with these cosines to the readings. */
const near = (english: number, multilingual: number) =>
  Float32Array.of(english, multilingual, Math.sqrt(1 - english ** 2 - multilingual ** 2));

async function weigh(photos: readonly Float32Array[], { lastPhotoId }: { lastPhotoId?: number } = {}) {
  const { context, add, space } = makeSearchContext(3, { revision: REVISION });
  add(photos.map((vector, i) => ({ path: `/photos/${i}.jpg`, vector })));
  await space.index.refresh();
  const allowed = listAllowed(context, [], { lastPhotoId: lastPhotoId ?? photos.length, excluded: new Set() });
  return weighReadings(context, space, READINGS, allowed);
}

/** Searches with a model whose towers give {@link READINGS} for any text. */
async function search(text: string, photos: readonly Float32Array[]): Promise<string[]> {
  const { context, add, encoder } = makeSearchContext(3, { revision: REVISION });
  const texts = READINGS.map(({ tower }, i) => ({
    ...{ name: tower, maxTokens: 77 },
    languages: i === 0 ? ['en'] : ['de', 'en'],
  })) as unknown as [TextTower, TextTower];
  const encodeTexts: Encoder['encodeTexts'] = async (asked, { name } = texts[0]) => {
    const vector = READINGS.find(({ tower }) => tower === name)?.vector as Float32Array;
    return asked.map(() => ({ vector, truncated: false }));
  };
  Object.assign(encoder, { model: { ...encoder.model, texts }, encodeTexts });
  add(photos.map((vector, i) => ({ path: `/photos/${i}.jpg`, vector })));
  const { results } = await runSearch(context, text, { mode: 'vector', all: true });
  return results.map(({ path }) => path);
}

describe('the readings of a text that may be in several languages', () => {
  it('count by the odds that the nearest photo is meant: one that the library has no photo of says almost nothing', async () => {
    const [english, multilingual] = (await weigh([near(0, 0.6), near(0.1, 0.1)])) as unknown as [number, number];
    expect(multilingual).toBeGreaterThan(0.999);
    expect(english).toBeLessThan(0.01);
    const [other] = await weigh([near(0.6, 0), near(0.1, 0.1)]);
    expect(other).toBeGreaterThan(0.999);
  });

  it('count alike, by the calibration of their towers, where the library has photos of both', async () => {
    // 0.33 and 0.358 are the cosines of relevance 0.5 of the two towers.
    const direction = await weigh([near(0.33, 0), near(0, 0.358)]);
    expect([...direction]).toEqual([
      // Stored vectors are rounded.
      expect.closeTo(Math.SQRT1_2, 2),
      expect.closeTo(Math.SQRT1_2, 2),
      0,
    ]);
  });

  it('decide about the order of an answer', async () => {
    // Nearest to the mean of both readings is the second photo, to that of the better reading the first.
    const photos = [near(0, 0.5), near(0.28, 0.24)];
    expect(await search('gift', photos)).toEqual(['/photos/0.jpg', '/photos/1.jpg']);
    // Where the language is plain, nothing is weighed.
    expect(await search('a dog', photos)).toEqual(['/photos/1.jpg', '/photos/0.jpg']);
  });

  it('count alike in an empty library', async () => {
    const direction = await weigh([]);
    expect(direction[0]).toBeCloseTo(direction[1] as number, 5);
  });

  it('are not weighed by photos that may not be found: those that were added after the first page', async () => {
    const many = Array.from({ length: 40 }, () => near(0.9, 0));
    const before = await weigh([near(0.1, 0.5)]);
    const after = await weigh([near(0.1, 0.5), ...many], { lastPhotoId: 1 });
    after.forEach((value, i) => {
      expect(value).toBeCloseTo(before[i] as number, 6);
    });
    expect((await weigh([near(0.1, 0.5), ...many]))[0]).toBeGreaterThan(0.9);
  });
});
