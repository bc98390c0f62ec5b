import { expect, it } from 'vitest';
import { runSearch } from '#src/search/run-search.js';
import { insertMetadataRow, PLAIN_ROW } from '../support/libraries/metadata-rows.js';
import { makeSearchContext } from '../support/libraries/search-context.js';

function make(photos: readonly { scores: Record<string, number>; takenLocal: string }[]) {
  const { context, raw, space } = makeSearchContext(4);
  photos.forEach(({ scores, takenLocal }, i) => {
    const row = { ...PLAIN_ROW, content: i + 1, path: `/photos/${i}.jpg`, takenLocal, tags: Object.keys(scores) };
    const id = insertMetadataRow(raw, row, space.row.id);
    for (const [name, score] of Object.entries(scores))
      raw.prepare('UPDATE tag SET score = ? WHERE content_id = ? AND name = ?').run(score, id, name);
  });
  return async (query: string, options = {}) => {
    const { results } = await runSearch(context, query, options);
    return results.map(({ path }) => path.slice('/photos/'.length, -'.jpg'.length)).join('');
  };
}

const search = () =>
  make([
    { scores: { dog: 0.5, beach: 0.9 }, takenLocal: '2020-01-01T10:00:00.000' },
    { scores: { dog: 0.9, beach: 0.3 }, takenLocal: '2019-01-01T10:00:00.000' },
    { scores: { dog: 0.5 }, takenLocal: '2022-01-01T10:00:00.000' },
    { scores: { beach: 0.8 }, takenLocal: '2023-01-01T10:00:00.000' },
  ]);

it('photos of a tag come surest first, of those that are as sure the newest', async () => {
  const find = search();
  expect(await find('tag:dog')).toBe('120');
  expect(await find('tag:dog', { reverse: true })).toBe('021');
  expect(await find('tag:dog', { sort: 'taken' })).toBe('201');
});

it('of several tags, the least sure counts', async () => {
  expect(await search()('tag:dog tag:beach')).toBe('01');
});

it('a tag that is excluded orders nothing', async () => {
  expect(await search()('-tag:beach')).toBe('2');
  expect(await search()('taken:>2000')).toBe('3201');
});
