import { describe, expect, it } from 'vitest';
import { poolByPhoto } from '#src/search/retrieve/pool-by-photo.js';
import { compareWith, INITIAL_K } from '#src/search/retrieve/retrieve.js';
import { runSearch } from '#src/search/run-search.js';
import { makeSearchContext, toText } from '../../support/libraries/search-context.js';
import { makeNear, makeRandom, makeUnit } from '../../support/vectors/synthetic-vectors.js';

const DIM = 16;

describe('poolByPhoto', () => {
  it('keeps the best hit of each photo, with its place among all hits', () => {
    const hits = [
      { photoId: 2, vectorId: 5, cosine: 0.9, rank: 0 },
      { photoId: 1, vectorId: 1, cosine: 0.8, rank: 1 },
      { photoId: 2, vectorId: 4, cosine: 0.7, rank: 2 },
      { photoId: 3, vectorId: 9, cosine: 0.6, rank: 3 },
    ];
    expect(poolByPhoto(hits)).toEqual([
      { photoId: 2, vectorId: 5, cosine: 0.9, rank: 0 },
      { photoId: 1, vectorId: 1, cosine: 0.8, rank: 1 },
      { photoId: 3, vectorId: 9, cosine: 0.6, rank: 3 },
    ]);
    expect(poolByPhoto([])).toEqual([]);
  });
});

describe('a photo of several frames', () => {
  it('is as near as its nearest frame, also where it was found by its text', async () => {
    const { context, space, add } = makeSearchContext(4);
    const [near, far] = [Float32Array.of(1, 0.1, 0, 0), Float32Array.of(-1, 0, 0.2, 0)];
    const [film] = add([
      { path: '/p/kitty.mp4', frames: [[far], [near], [far]] },
      // Nearer than the film, so that text alone brings it up.
      ...Array.from({ length: 300 }, (_, i) => ({ path: `/p/${i}.jpg`, vector: Float32Array.of(1, 0, i / 1e4, 0) })),
    ]);
    await space.index.refresh();
    const compared = await compareWith(space, Float32Array.of(1, 0, 0, 0), [film as number]);
    expect(compared.get(film as number)?.cosine).toBeCloseTo(1 / Math.hypot(1, 0.1), 2);
    const { results } = await runSearch(
      context,
      { terms: [{ text: 'kitty 1 0 0 0' }] },
      { mode: 'vector', all: true, limit: 301 },
    );
    const found = results.find(({ id }) => id === film);
    expect(found?.cosine).toBeCloseTo(0.995, 2);
    expect(found?.evidence).toEqual([
      expect.objectContaining({ type: 'vector', frame: { ordinal: 1, kind: 'video', atMs: 1000, page: null } }),
    ]);
  });

  it('does not take the places of others on a page', async () => {
    const { context, add } = makeSearchContext(DIM);
    const random = makeRandom(2);
    const target = makeUnit(random, DIM);
    // One long film, all frames of which are nearer than any other photo.
    const film = { path: '/p/film.mp4', frames: Array.from({ length: 1000 }, () => [makeNear(random, target, 0.01)]) };
    const photos = Array.from({ length: 60 }, (_, i) => ({
      path: `/p/${i}.jpg`,
      vector: makeNear(random, target, 0.3),
    }));
    add([film, ...photos]);
    const answer = await runSearch(
      context,
      { terms: [{ text: toText(target) }] },
      { mode: 'vector', limit: 40, all: true },
    );
    expect(answer.results).toHaveLength(40);
    expect(answer.total).toBe(61);
    expect(new Set(answer.results.map(({ id }) => id)).size).toBe(40);
  });
});

describe('the work of a search', () => {
  /** The numbers of neighbours that one page of 20 asks the index for. */
  async function countNeighbours(photos: number, framesEach: number, text: (target: Float32Array) => string) {
    const { context, space, add } = makeSearchContext(DIM);
    const random = makeRandom(3);
    const centres = Array.from({ length: 40 }, () => makeUnit(random, DIM));
    const owns = Array.from({ length: photos }, (_, i) => makeNear(random, centres[i % 40] as Float32Array, 0.8));
    const films = owns.map((own, i) => ({
      path: `/p/kitty ${i}.mp4`,
      frames: Array.from({ length: framesEach }, () => [makeNear(random, own, 0.1)]),
    }));
    for (let at = 0; at < films.length; at += 500) add(films.slice(at, at + 500));
    const asked: number[] = [];
    const { index } = space;
    const search = index.searchAsOfRefresh.bind(index);
    index.searchAsOfRefresh = (queries, k, options) => {
      asked.push(k);
      return search(queries, k, options);
    };
    const query = { terms: [{ text: text(centres[0] as Float32Array) }] };
    const { results } = await runSearch(context, query, {});
    expect(results).toHaveLength(20);
    return asked;
  }

  it.each([
    ['vectors alone', toText],
    ['vectors and text', (target: Float32Array) => `kitty ${toText(target)}`],
  ])('grows with vectors, not with frames per photo: %s', async (_, text) => {
    const single = await countNeighbours(5000, 1, text);
    const many = await countNeighbours(500, 10, text);
    expect(single.length).toBe(1);
    expect(many.length).toBeLessThanOrEqual(3);
    expect(Math.max(...many)).toBeLessThanOrEqual(5 * INITIAL_K);
  });
});
