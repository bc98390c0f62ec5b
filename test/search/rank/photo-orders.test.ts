import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PhotoOrders, type PhotoSort } from '#src/search/rank/photo-orders.js';
import { sortPhotos } from '#src/search/rank/sort-photos.js';
import { runSearch } from '#src/search/run-search.js';
import { encoded, ensureSpace, makeMetadataRecord, openCatalogue, reused } from '../../support/libraries/catalogues.js';
import { type MadePhoto, makeSearchContext } from '../../support/libraries/search-context.js';

const SORTS: readonly PhotoSort[] = ['taken', 'name', 'size'];

const file = fc.record({
  content: fc.integer({ min: 1, max: 12 }),
  name: fc.constantFrom('IMG_2', 'img_10', 'Ä', 'a b', 'z'),
  sizeBytes: fc.integer({ min: 1, max: 3 }),
  takenAtMs: fc.option(fc.integer({ min: -5, max: 5 })),
  takenSource: fc.constantFrom('exif' as const, 'mtime' as const),
});

describe('all photos in an order', () => {
  it('are in that of their keys, whichever pass and whichever way round', () => {
    fc.assert(
      fc.property(fc.array(file, { maxLength: 30 }), fc.integer({ min: 1, max: 4 }), (files, step) => {
        const catalogue = openCatalogue();
        ensureSpace(catalogue);
        const known = new Set<number>();
        files.forEach(({ content, name, sizeBytes, takenAtMs, takenSource }, i) => {
          const path = `/p/${i}/${name}.jpg`;
          const outcome = known.has(content) ? reused(path, content) : encoded(path, content);
          known.add(content);
          const metadata = makeMetadataRecord(path, {
            takenAtMs,
            takenSource: takenAtMs === null ? null : takenSource,
          });
          catalogue.files.record([{ ...outcome, file: { ...outcome.file, sizeBytes }, metadata }]);
        });
        const orders = new PhotoOrders(catalogue);
        const keys = catalogue.order.listKeys(undefined, undefined).filter(({ photoId }) => photoId % step === 0);
        for (const sort of SORTS)
          for (const isReverse of [false, true])
            expect(orders.list(sort, isReverse, (id) => id % step === 0)).toEqual(sortPhotos(keys, sort, isReverse));
      }),
      { numRuns: 60 },
    );
  });

  it('have those that were added, and not those that were removed, from then on', () => {
    const catalogue = openCatalogue();
    ensureSpace(catalogue);
    const orders = new PhotoOrders(catalogue);
    const list = () => orders.list('name', false, () => true);
    catalogue.files.record([encoded('/p/b.jpg', 1), encoded('/p/c.jpg', 2)]);
    expect(list()).toEqual([1, 2]);
    catalogue.files.record([encoded('/p/a.jpg', 3)]);
    expect(list()).toEqual([3, 1, 2]);
    catalogue.files.remove([1]);
    expect(list()).toEqual([3, 2]);
  });
});

describe('pages of many photos', () => {
  it('are the same as those of photos whose keys are read', async () => {
    const { context: listed, add } = makeSearchContext(4);
    const photos = Array.from({ length: 6000 }, (_, i): MadePhoto => {
      const time = (i * 7919) % 3001;
      return {
        path: `/p/${i % 11}/IMG_${(i * 31) % 6000}.jpg`,
        sizeBytes: 1 + (i % 97),
        ...(time % 10 > 0 && { takenAtMs: time }),
      };
    });
    add(photos);
    const read = { ...listed, orders: undefined };
    const queries = ['in:/p', '-in:/p/3', 'in:/p/4', 'in:/p/1 OR in:/p', 'in:/p/1 OR in:/p/2'];
    for (const filters of queries)
      for (const sort of ['relevance', ...SORTS] as const)
        for (const reverse of [false, true]) {
          const readBoth = async (cursors: [string?, string?]) =>
            Promise.all(
              [listed, read].map((one, i) => {
                const cursor = cursors[i];
                return runSearch(one, { filters }, { sort, reverse, limit: 40, ...(cursor && { cursor }) });
              }),
            );
          const first = await readBoth([]);
          const next = await readBoth(first.map(({ nextCursor }) => nextCursor ?? undefined) as [string, string]);
          for (const [one, other] of [first, next]) {
            expect(one?.results.map(({ id }) => id)).toEqual(other?.results.map(({ id }) => id));
            expect([one?.total, one?.nextCursor]).toEqual([other?.total, other?.nextCursor]);
          }
          expect(next[0]?.results).toHaveLength(40);
        }
  });
});
