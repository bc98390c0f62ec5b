import { describe, expect, it } from 'vitest';
import { createTagClassifier } from '#src/insight/tags/classify-tags.js';
import type { AmountOfText } from '#src/store/tables/tag-table.js';

/** Each term has an axis of its own: the vector of a frame is its cosines. */
const NAMES = ['dog', 'cat', 'tree', 'snow', 'sea', 'car', 'house', 'street'];
const terms = NAMES.map((name) => ({ name, group: 'all', prompts: [] }));
const vectors = { terms, data: Float32Array.from(NAMES.flatMap((_, i) => NAMES.map((__, j) => Number(i === j)))) };

const classify = createTagClassifier(
  vectors,
  vectors,
  NAMES.length,
  {
    slope: 2,
    intercept: -5,
    offsets: {},
    ownOffset: 0,
    things: { dog: [2, -4], cat: [2, -4], street: [2, -4], house: [2, -4] },
  },
  { dog: ['dog'], cat: ['cat'], street: ['some text'], house: ['much text', 'dog'] },
);

const tagsOf = (
  cosines: Partial<Record<(typeof NAMES)[number], number>>,
  objects?: ReadonlyMap<string, number>,
  text?: AmountOfText,
) =>
  classify({ vector: Float32Array.from(NAMES, (name) => cosines[name] ?? 0), objects, text }).map(({ name }) => name);

describe('tags and things that were found', () => {
  it('go by the vector alone where nobody looked', () => {
    expect(tagsOf({ dog: 1 })).toEqual(['dog']);
    expect(tagsOf({ dog: 1, tree: 0.9 })).toEqual([]);
  });

  it('a thing that was found adds its tag, also beside one that is nearer', () => {
    expect(tagsOf({ dog: 0.9, snow: 1, sea: 0.9 }, new Map([['dog', 0.8]]))).toEqual(['dog']);
    expect(tagsOf({ dog: 0.9, snow: 1, sea: 0.9 }, new Map([['cat', 0.8]]))).toEqual([]);
  });

  it('one that was looked for and not found takes its tag away; terms of other things stay', () => {
    expect(tagsOf({ dog: 1 }, new Map())).toEqual([]);
    expect(tagsOf({ snow: 1 }, new Map())).toEqual(['snow']);
  });

  it('a thing is no tag of a photo whose vector says the opposite', () => {
    expect(tagsOf({ dog: -1, snow: 1 }, new Map([['dog', 0.8]]))).toEqual(['snow']);
  });
});

describe('tags and text that was read', () => {
  it('go by the vector alone where nobody looked for text', () => {
    expect(tagsOf({ street: 1 })).toEqual(['street']);
    expect(tagsOf({ street: 1 }, new Map())).toEqual(['street']);
  });

  it('text confirms the terms that it speaks for; its absence takes them away', () => {
    expect(tagsOf({ street: 0.9, snow: 1, sea: 0.9 }, undefined, 'some')).toEqual(['street']);
    expect(tagsOf({ street: 0.9, snow: 1, sea: 0.9 }, undefined, 'much')).toEqual(['street']);
    expect(tagsOf({ street: 1 }, undefined, 'none')).toEqual([]);
    expect(tagsOf({ snow: 1 }, undefined, 'none')).toEqual(['snow']);
  });

  it('some text is not much; a thing speaks for a term as well', () => {
    expect(tagsOf({ house: 1 }, undefined, 'some')).toEqual([]);
    expect(tagsOf({ house: 1 }, undefined, 'much')).toEqual(['house']);
    expect(tagsOf({ house: 1 }, new Map([['dog', 0.8]]), 'some')).toEqual(['house']);
    expect(tagsOf({ house: 1 }, new Map([['dog', 0.8]]))).toEqual(['house']);
  });
});
