// Numbers of things in plain words, in a library whose encoder is a fake and whose things were counted before.
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { openLibraryWith } from '#src/library/open-library.js';
import { weighCounts } from '#src/search/things/weigh-counts.js';
import { fakeDependencies } from '../../support/encoder/fake-encoder.js';
import { fillRegions } from '../../support/libraries/fill-regions.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

it('photos that show as many things as a description says come first', async () => {
  const home = makeTemporaryFolder();
  const path = join(home, 'library');
  const photos = makeTemporaryFolder();
  // Of one colour: the fake encoder has one vector for all.
  for (const [i, name] of ['none', 'one', 'two', 'four'].entries())
    await sharp({ create: { width: 100 + i, height: 100, channels: 3, background: '#888' } })
      .png()
      .toFile(join(photos, `${name}.png`));
  const { dependencies } = fakeDependencies();
  const first = await openLibraryWith({ path }, dependencies);
  await indexPaths(first, [photos]);
  await first.close();
  fillRegions(
    path,
    Object.entries({ one: 1, two: 2, four: 4 }).flatMap(([name, count]) =>
      Array.from({ length: count }, () => ({
        ...{ path: join(photos, `${name}.png`), kind: 'object' as const, label: 'dog', score: 0.9 },
        box: { x: 0, y: 0, width: 0.5, height: 0.5 },
      })),
    ),
  );

  const library = await openLibraryWith({ path }, dependencies);
  const firstOf = async (query: string) => (await library.search(query, { all: true })).results[0]?.path;
  expect(await firstOf('two dogs in the garden')).toBe(join(photos, 'two.png'));
  expect(await firstOf('four dogs in the garden')).toBe(join(photos, 'four.png'));
  expect(await firstOf('vier Hunde im Garten')).toBe(join(photos, 'four.png'));

  const listThings = async (query: string) =>
    Object.fromEntries(
      (await library.search(query, { all: true })).results.map(({ path: file, evidence }) => {
        const found = evidence.flatMap((one) => (one.type === 'object' ? one : []));
        return [basename(file, '.png'), found.map(({ label, boxes }) => `${boxes.length} ${label}`)];
      }),
    );
  // As many as there are, whatever was asked for.
  const counted = { none: [], one: ['1 dog'], two: ['2 dog'], four: ['4 dog'] };
  expect(await listThings('two dogs in the garden')).toEqual(counted);
  const [best] = (await library.search('two dogs in the garden', { all: true })).results;
  expect(best?.evidence.at(-1)).toEqual({
    ...{ type: 'object', label: 'dog', score: 0.9, relevance: best?.relevance },
    frame: { ordinal: 0, kind: 'image', atMs: null, page: null },
    boxes: [0, 1].map(() => ({ x: 0, y: 0, width: 0.5, height: 0.5 })),
  });
  // A filter says which photos are found, and nothing about their order.
  expect(await listThings('object:dog>=2')).toEqual({ two: ['2 dog'], four: ['4 dog'] });
  const [filtered] = (await library.search('object:dog>=2')).results;
  expect(filtered?.evidence).toMatchObject([{ type: 'object', relevance: 0 }]);
  expect(filtered?.relevance).toBeNull();
  expect(await listThings('-object:dog')).toEqual({ none: [] });
  expect(await listThings('two dogs in the garden object:dog')).toEqual({ ...counted, none: undefined });
  await library.close();
});

it('one too many or too few is better than none', () => {
  const weigh = (count: number) => weighCounts(new Map([['dog', count]]), [{ name: 'dog', count: 3 }]);
  expect([3, 4, 5].map(weigh)).toEqual([...[3, 4, 5].map(weigh)].sort((a, b) => b - a));
  expect(weigh(2)).toBeCloseTo(weigh(4));
  expect(weighCounts(undefined, [{ name: 'dog', count: 3 }])).toBeLessThan(weigh(2));
});
