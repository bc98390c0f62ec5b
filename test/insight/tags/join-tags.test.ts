import { describe, expect, it } from 'vitest';
import { joinTags } from '#src/insight/tags/join-tags.js';

const tag = (name: string, score: number) => ({ name, score });

describe('joinTags', () => {
  it('gives the tags that a quarter of the frames have, and weakens rarer ones', () => {
    const frames = Array.from({ length: 12 }, (_, i) => [
      tag('beach', 0.8),
      ...(i < 3 ? [tag('dog', 0.6)] : []),
      ...(i < 2 ? [tag('boat', 0.6)] : []),
      ...(i < 1 ? [tag('snow', 0.9)] : []),
    ]);
    expect(joinTags(frames)).toEqual([tag('beach', 0.8), tag('dog', 0.6), tag('boat', 0.4)]);
  });

  it('takes the tags of few frames as they are, at most four', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const joined = joinTags([names.map((name, i) => tag(name, 0.9 - i / 10)), []]);
    expect(joined.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
  });
});
