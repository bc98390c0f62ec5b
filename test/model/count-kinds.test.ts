import { expect, it } from 'vitest';
import { formatKinds } from '#src/cli/output/format-kinds.js';
import { type KindCounts, tallyKinds } from '#src/model/count-kinds.js';

it.each([
  [{ image: 3 }, undefined, '3 photos'],
  [{ image: 1 }, undefined, '1 photo'],
  [{ video: 1, image: 2 }, undefined, '2 photos, 1 video'],
  [{ image: 0, document: 2, model: 1 }, undefined, '2 documents, 1 3D model'],
  [{}, undefined, '0 photos'],
  // Of 60, some are known; or they are of a library of which all are.
  [{ video: 20 }, 60, '60 videos'],
  [{ image: 19, video: 1 }, 60, '60 results'],
  [{ image: 900, video: 1 }, 1, '1 result'],
] as [KindCounts, number | undefined, string][])('contents of %j, in all %j, are called %j', (counts, total, text) => {
  expect(formatKinds(counts, total)).toBe(text);
});

it('contents are counted by their kinds', () => {
  expect(tallyKinds([{ kind: 'image' }, { kind: 'video' }, { kind: 'image' }])).toEqual({ image: 2, video: 1 });
});
