import { describe, expect, it } from 'vitest';
import { makeOverview } from '#src/search/browse/overview.js';
import { insertMetadataRow, type MetadataRow, PLAIN_ROW } from '../../support/libraries/metadata-rows.js';
import { makeSearchContext } from '../../support/libraries/search-context.js';

function make(rows: readonly Partial<MetadataRow>[], folder?: string) {
  const { context, raw, space } = makeSearchContext(4);
  const ids = rows.map((row, i) =>
    insertMetadataRow(raw, { ...PLAIN_ROW, content: i + 1, path: `/photos/${i}.jpg`, ...row }, space.row.id),
  );
  const setScore = (id: number, score: number) =>
    raw.prepare('UPDATE tag SET score = ? WHERE content_id = ?').run(score, id);
  return { context: { ...context, scope: { folder } }, ids, setScore };
}

const idsOf = ({ photos }: { photos: { id: number }[] }) => photos.map(({ id }) => id);

describe('an overview', () => {
  it('has the newest months, each with its newest photos', () => {
    const { context, ids } = make([
      { takenLocal: '2023-05-01T10:00:00.000' },
      { takenLocal: '2023-05-20T10:00:00.000' },
      { takenLocal: '2021-01-01T10:00:00.000' },
      // Of a year alone no month is known.
      { takenLocal: '2022' },
    ]);
    const { total, months } = makeOverview(context);
    expect(total).toBe(4);
    expect(months.map(({ label, count, filter }) => [label, count, filter])).toEqual([
      ['2023-05', 2, 'taken:2023-05'],
      ['2021-01', 1, 'taken:2021-01'],
    ]);
    expect(months.map(idsOf)).toEqual([[ids[1], ids[0]], [ids[2]]]);
  });

  it('covers a tag with its surest photo, and no two with the same one', () => {
    const { context, ids, setScore } = make([
      { tags: ['dog', 'beach'] },
      { tags: ['dog'] },
      { tags: ['beach'] },
      { tags: ['dog'] },
    ]);
    setScore(ids[0] as number, 0.95);
    setScore(ids[1] as number, 0.6);
    setScore(ids[2] as number, 0.5);
    setScore(ids[3] as number, 0.99);
    const { things } = makeOverview(context);
    expect(things.map((thing) => [thing.label, thing.count, ...idsOf(thing)])).toEqual([
      ['dog', 3, ids[3]],
      ['beach', 2, ids[0]],
    ]);
  });

  it('has cities or, where none is known, countries; keywords where there are no tags', () => {
    const one = make([{ country: 'FR', keywords: ['holiday'] }, { country: 'KE' }]);
    expect(makeOverview(one.context).places.map(({ label }) => label)).toEqual(['France', 'Kenya']);
    expect(makeOverview(one.context).things.map(({ label }) => label)).toEqual(['holiday']);
    const other = make([{ country: 'FR', city: 'Paris' }, { country: 'KE' }]);
    expect(makeOverview(other.context).places.map(({ filter }) => filter)).toEqual(['city:Paris']);
  });

  it('says nothing of what lies outside of a reader’s folder', () => {
    const rows = [
      { path: '/photos/mine/a.jpg', tags: ['dog'], city: 'Paris', country: 'FR' },
      { path: '/photos/yours/b.jpg', tags: ['cat'], city: 'Nairobi', country: 'KE' },
    ];
    const { context } = make(rows, '/photos/mine');
    const overview = makeOverview(context);
    expect(overview.total).toBe(1);
    expect(JSON.stringify(overview)).not.toMatch(/yours|cat|Nairobi/);
  });

  it('is made once for a library that does not change', () => {
    const { context } = make([{ tags: ['dog'] }]);
    expect(makeOverview(context)).toBe(makeOverview(context));
  });

  it('of an empty library is empty', () => {
    expect(makeOverview(make([]).context)).toEqual({ total: 0, months: [], undated: [], places: [], things: [] });
  });
});
