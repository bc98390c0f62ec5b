/**
 * The contract of readers: a library answers from SQLite, a server of published libraries from PostgreSQL, and both pass it.
 *
 * It says what each method answers about a few photos that are known by heart (`shelf.ts`): each expectation is written down, so that an error that
 * both sides share fails, too. `test/library/published/same-answers.test.ts` divides the work with it: there, 60 random queries (500 in the long form),
 * with filters, sorts, pages and collapsing that nobody has thought of together, are asked of both sides, and only compared. A new method belongs here; a new
 * filter, sort or option of searches belongs into both.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Library, PhotoReader } from '#src/library/types/library.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';
import * as browse from './cases/browse.js';
import * as people from './cases/people.js';
import * as photos from './cases/photos.js';
import * as readers from './cases/readers.js';
import * as search from './cases/search.js';
import { type Cases, type Method, NO_ID } from './given.js';
import { makeEmptyShelf, makeShelf, type Shelf } from './shelf.js';

/** Cases of each method: the compiler demands some for a new one. */
const CASES: Record<Method, Cases> = { ...browse, ...people, ...photos, ...readers, ...search };

/** A side that is examined. */
export interface Side {
  /** Opens what the library of a shelf has; a folder of its own is given to it. */
  open(shelf: Shelf, folder: string): Promise<Library>;
  /** Methods that it refuses with `not-published`. */
  refused: readonly Method[];
}

/** A call of each method of a reader, for a photo, person or face of this id. */
const CALLS: Record<keyof PhotoReader, (reader: PhotoReader, id: number) => Promise<unknown>> = {
  search: (reader, id) => reader.search({ terms: [{ id }] }),
  similar: (reader, id) => reader.similar({ id }),
  where: (reader, id) => reader.where(id, 'red'),
  photo: (reader, id) => reader.photo(id),
  tagsOf: (reader, id) => reader.tagsOf(id),
  contentHash: (reader, id) => reader.contentHash(id),
  frames: (reader, id) => reader.frames(id),
  regions: (reader, id) => reader.regions(id),
  original: (reader, id) => reader.original(id),
  motion: (reader, id) => reader.motion(id),
  sidecars: (reader, id) => reader.sidecars(id),
  thumbnail: (reader, id) => reader.thumbnail(id),
  fullSize: (reader, id) => reader.fullSize(id),
  preview: (reader, id) => reader.preview(id),
  animatedPreview: (reader, id) => reader.animatedPreview(id),
  facesIn: (reader, id) => reader.facesIn(id),
  facesOf: (reader, id) => reader.facesOf(id),
  person: (reader, id) => reader.person(id),
  face: (reader, id) => reader.face(id),
  faceImage: (reader, id) => reader.faceImage(id),
  findFace: (reader, id) => reader.findFace(id),
  people: (reader) => reader.people(),
  facets: (reader) => reader.facets(),
  overview: (reader) => reader.overview(),
  suggest: (reader) => reader.suggest('a'),
  duplicates: (reader) => reader.duplicates(),
  tags: (reader) => reader.tags(),
  fields: (reader) => reader.fields(),
  items: (reader) => reader.items(),
  roots: (reader) => reader.roots(),
  stats: (reader) => reader.stats(),
};

/** Those that ask for one photo, person or face. */
const OF_ONE = Object.entries(CALLS).filter(([, call]) => call.length > 1);

/** Methods with options, and a name that none has. */
const WITH_OPTIONS = ['search', 'similar', 'facets', 'suggest', 'items', 'people', 'facesOf', 'where'] as const;

export function describeReader(name: string, { open, refused }: Side): void {
  describe(`${name} as a reader`, () => {
    const home = makeTemporaryFolder();
    let shelf: Shelf;
    let library: Library;
    beforeAll(async () => {
      shelf = await makeShelf(home);
      library = await open(shelf, home);
    });
    afterAll(() => Promise.all([library?.close(), shelf?.library.close()]));

    for (const [method, cases] of Object.entries(CASES))
      describe(`${method}`, () => {
        if (!refused.includes(method as Method)) cases(() => ({ library, shelf }));
        else
          it('is not published', async () => {
            const call = library[method as 'roots'];
            await expect(call.call(library)).rejects.toMatchObject({ code: 'not-published' });
          });
      });

    it('has nothing with an id that was never given, nor with one that is none', async () => {
      for (const [method, call] of OF_ONE.filter(([one]) => !refused.includes(one as Method))) {
        const codes = await Promise.all(
          [NO_ID, 0, -1, 1.5, 2 ** 60].map((id) => call(library, id).then(String, ({ code }) => code)),
        );
        const expected = /person|facesOf/.test(method)
          ? 'person-not-found'
          : /^face(Image)?$/.test(method)
            ? 'face-not-found'
            : 'photo-not-found';
        expect(codes, method).toEqual(Array(5).fill(expected));
      }
    });

    it('refuses options that it does not know', async () => {
      const untyped = library as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
      const first = { similar: [{ id: 1 }], facesOf: [1], where: [1, 'red'], items: [], people: [] } as Record<
        string,
        unknown[]
      >;
      for (const method of WITH_OPTIONS)
        await expect(untyped[method]?.(...(first[method] ?? ['red']), { limits: 3 }), method).rejects.toMatchObject({
          code: 'bad-argument',
          message: expect.stringContaining('limits'),
        });
    });
  });

  describe(`${name} of nothing`, () => {
    const home = makeTemporaryFolder();
    let shelf: Shelf;
    let library: Library;
    beforeAll(async () => {
      shelf = await makeEmptyShelf(home);
      library = await open(shelf, home);
    });
    afterAll(() => Promise.all([library?.close(), shelf?.library.close()]));

    it('finds nothing, and says why', async () => {
      for (const query of ['red', 'is:photo', 'red is:photo OR is:favorite']) {
        const { results, total, isTotalExact, nextCursor, notices } = await library.search(query);
        expect({ results, total, isTotalExact, nextCursor }, query).toEqual({
          results: [],
          total: 0,
          isTotalExact: true,
          nextCursor: null,
        });
        expect(
          notices.map(({ code }) => code),
          query,
        ).toContain('library-empty');
      }
    });

    it('counts and lists nothing', async () => {
      const { total, ...counts } = await library.facets();
      expect([total, Object.values(counts).flat()]).toEqual([0, []]);
      expect(await library.overview()).toEqual({ total: 0, months: [], undated: [], places: [], things: [] });
      expect([await library.tags(), await library.fields(), await library.items(), await library.suggest('')]).toEqual([
        [],
        [],
        [],
        [],
      ]);
      expect(await library.people()).toEqual({ people: [], total: 0 });
      expect(await library.stats()).toMatchObject({ files: 0, photos: 0, faces: 0, failures: {} });
      expect(await library.spaces()).toMatchObject([{ state: 'active', photos: 0, vectors: 0, missing: 0 }]);
    });

    it('answers nothing once it is closed', async () => {
      await library.close();
      for (const [method, call] of Object.entries(CALLS))
        if (!refused.includes(method as Method))
          await expect(call(library, 1), method).rejects.toMatchObject({ code: 'library-closed' });
      await library.close();
    });
  });
}
