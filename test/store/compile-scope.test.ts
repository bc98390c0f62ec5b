import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReadScope } from '#src/model/read-scope.js';
import { parseFilters } from '#src/search/parse/parse-query.js';
import { compileScope } from '#src/store/compile-scope.js';
import { encoded, ensureSpace, failed, makeMetadataRecord, openCatalogue } from '../support/libraries/catalogues.js';

const CARD = 'VISA\n4111 1111 1111 1111';

/** A photo and a sensitive one in each of two folders, a folder with a sensitive one alone, and a file that could not be read. */
function make() {
  const catalogue = openCatalogue();
  const space = ensureSpace(catalogue).id;
  const put = (path: string, content: number, text?: string) => {
    const outcome = encoded(path, content);
    const frames = outcome.frames.map((frame) => ({ ...frame, ...(text !== undefined && { text }) }));
    catalogue.files.record([
      { ...outcome, frames, metadata: makeMetadataRecord(path, { texts: { name: basename(path) } }) },
    ]);
    return catalogue.files.findPhotoByPath(path) as number;
  };
  const ids = {
    menu: put('/p/a/menu.jpg', 1, 'A menu, 12.50'),
    card: put('/p/a/card.jpg', 2, CARD),
    cup: put('/p/b/cup.jpg', 3),
    bill: put('/p/b/bill.jpg', 4, CARD),
    visa: put('/p/cards/visa.jpg', 5, CARD),
  };
  // Another file with the bytes of a sensitive one.
  put('/p/b/copy.jpg', 2, CARD);
  catalogue.files.record([failed('/p/b/torn.jpg')]);
  return { catalogue, space, ids };
}

type Name = keyof ReturnType<typeof make>['ids'];

describe('what exists for a reader', () => {
  it.each<[scope: ReadScope | undefined, photos: Name[], files: number, folders: string[]]>([
    [undefined, ['menu', 'card', 'cup', 'bill', 'visa'], 7, ['/p/a/', '/p/b/', '/p/cards/']],
    [{}, ['menu', 'card', 'cup', 'bill', 'visa'], 7, ['/p/a/', '/p/b/', '/p/cards/']],
    [{ folder: '/p/a' }, ['menu', 'card'], 2, ['/p/a/']],
    [{ hidesSensitive: true }, ['menu', 'cup'], 3, ['/p/a/', '/p/b/']],
    [{ folder: '/p/a', hidesSensitive: true }, ['menu'], 1, ['/p/a/']],
    [{ folder: '/p/cards', hidesSensitive: true }, [], 0, []],
  ])('with %j is the same in every query', (scope, names, files, folders) => {
    const { catalogue, space, ids } = make();
    const expected = names.map((name) => ids[name]);
    expect([...catalogue.filters.listMatching([], { scope, spaceId: space })]).toEqual(expected);
    expect([...catalogue.filters.listMatching(parseFilters('-ext:png'), { scope, spaceId: space })]).toEqual(expected);
    expect([...catalogue.files.listPhotos(Object.values(ids), scope).keys()]).toEqual(expected);
    expect(Object.values(ids).filter((id) => catalogue.files.getPhotoFiles(id, scope))).toEqual(expected);
    expect(catalogue.order.listKeys(undefined, scope).map(({ photoId }) => photoId)).toEqual(expected);
    expect(catalogue.duplicates.listAfter(space, 0, 10, scope).map(({ id }) => id)).toEqual(expected);
    expect([...catalogue.facets.read(scope, space).photoIds]).toEqual(expected);
    expect([catalogue.counts.files(scope), catalogue.counts.photos(scope)]).toEqual([files, names.length]);
    expect(catalogue.counts.under('/p', scope).files).toBe(files);
    expect(catalogue.counts.kinds(scope).image).toBe(names.length);
    expect(catalogue.vectors.countIn(space, scope ?? {})).toBe(names.length);
    expect(catalogue.folders.list(scope)).toEqual(folders);
    expect(catalogue.folders.holdsPhotos('/p/cards', scope)).toBe(folders.includes('/p/cards/'));
    const paths = ['menu', 'card', 'copy', 'cup', 'bill', 'visa'].flatMap((name) =>
      catalogue.completions.listPaths(name, scope, 9),
    );
    expect(paths).toHaveLength(files - (scope?.folder === undefined ? 1 : 0));
  });

  it('is a file of a photo of which others exist elsewhere', () => {
    const { catalogue, ids } = make();
    expect(catalogue.files.getPhoto(ids.card, { folder: '/p/b' })?.files.map(({ path }) => path)).toEqual([
      '/p/b/copy.jpg',
    ]);
    expect(catalogue.files.getPhoto(ids.card, { folder: '/p/b', hidesSensitive: true })).toBeUndefined();
  });

  it('takes no condition where everything does', () => {
    const none = { files: '', fewFiles: '', rows: [], folders: '', parameters: {} };
    expect([undefined, {}, { hidesSensitive: false }].map(compileScope)).toEqual([none, none, none]);
  });
});
