import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRelevant } from '#src/search/browse/find-relevant.js';
import { runSearch } from '#src/search/run-search.js';
import { makeSearchContext, toText } from '../support/libraries/search-context.js';
import { dot, makeRandom, makeUnit } from '../support/vectors/synthetic-vectors.js';

const DIM = 8;

describe('filters', () => {
  it('give the same photos as comparing with every one that passes them, whatever passes', async () => {
    const random = makeRandom(5);
    const { context, add } = makeSearchContext(DIM);
    const photos = Array.from({ length: 120 }, (_, i) => ({
      // Every half, fifth, fortieth of the photos has its own kind of name.
      path: `/photos/${i % 2 ? 'odd' : 'even'}/${i % 5 ? 'some' : 'few'}/photo ${i}.${i % 40 ? 'jpg' : 'tif'}`,
      vector: makeUnit(random, DIM),
    }));
    const ids = add(photos);
    const filters = {
      '': () => true,
      'folder:odd': (path: string) => path.includes('/odd/'),
      'folder:few': (path: string) => path.includes('/few/'),
      'ext:tif': (path: string) => path.endsWith('.tif'),
      '-folder:odd folder:few': (path: string) => path.includes('/even/few/'),
      'folder:nowhere': () => false,
    };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...(Object.keys(filters) as (keyof typeof filters)[])),
        fc.integer({ min: 1, max: 150 }),
        fc.integer({ min: 1, max: 1e6 }),
        fc.boolean(),
        async (filter, limit, seed, isWithin) => {
          const query = makeUnit(makeRandom(seed), DIM);
          const folder = isWithin ? '/photos/odd' : undefined;
          const expected = photos
            .map((photo, i) => ({ ...photo, id: ids[i] as number, cosine: dot(photo.vector, query) }))
            .filter(({ path }) => filters[filter](path) && (folder === undefined || path.startsWith(`${folder}/`)))
            .sort((a, b) => b.cosine - a.cosine);
          const options = { filters: filter, limit, all: true, mode: 'vector' as const };
          const { results, total } = await runSearch(
            { ...context, scope: { folder } },
            { terms: [{ text: toText(query) }] },
            options,
          );
          expect(total).toBe(expected.length);
          expect(results).toHaveLength(Math.min(limit, expected.length));
          // Halves are stored: near-equals may change places.
          results.forEach(({ cosine }, i) => {
            expect(cosine).toBeCloseTo(expected[i]?.cosine as number, 2);
          });
          expect(new Set(results.map(({ id }) => id)).size).toBe(results.length);
          const allowed = new Set(expected.map(({ id }) => id));
          expect(results.every(({ id }) => allowed.has(id))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('alone give everything that passes them, the newest first, without scores', async () => {
    const { context, add } = makeSearchContext(DIM);
    const vector = makeUnit(makeRandom(1), DIM);
    const [a, b, c] = add([
      { path: '/p/a.jpg', vector, takenAtMs: 10 },
      { path: '/p/b.jpg', vector },
      { path: '/p/c.jpg', vector, takenAtMs: 20 },
    ]);
    const answer = await runSearch(context, { filters: 'ext:jpg' }, {});
    expect(answer.results.map(({ id }) => id)).toEqual([c, a, b]);
    expect(answer.results[0]).toMatchObject({ cosine: null, relevance: null, matched: [] });
    expect(answer).toMatchObject({ total: 3, noGoodMatch: false, notices: [] });
    expect(await findRelevant(context, { filters: 'ext:jpg' })).toEqual({ photoIds: [c, a, b] });
  });

  it('do not let a reader see beyond its folder', async () => {
    const { context, add } = makeSearchContext(DIM);
    const vector = makeUnit(makeRandom(1), DIM);
    const [inside, outside] = add([
      { path: '/p/in/a.jpg', vector },
      { path: '/p/out/a.jpg', vector },
    ]);
    const narrow = { ...context, scope: { folder: '/p/in' } };
    const answer = await runSearch(narrow, { terms: [{ text: toText(vector) }] }, { all: true });
    expect(answer.results.map(({ id }) => id)).toEqual([inside]);
    expect(answer.total).toBe(1);
    await expect(runSearch(narrow, { terms: [{ id: outside as number }] }, {})).rejects.toMatchObject({
      code: 'photo-not-found',
    });
  });
});
