import { expect, it, vi } from 'vitest';
import { Catalogue } from '#src/store/catalogue.js';
import { makePhotoOutcome } from '../../support/libraries/catalogues.js';
import { makeSearchContext } from '../../support/libraries/search-context.js';

it('knows the owner of a vector that another process has added, and reads no owners while all are known', () => {
  const { context, add, space } = makeSearchContext(4);
  const ids = add(Array.from({ length: 10 }, (_, i) => ({ path: `/p/${i}.jpg` })));
  const vectorIds = ids.map((_, i) => i + 1);
  // From some thousand lookups on, all owners are read at once.
  for (let i = 0; i < 400; i++) expect(space.owners.photosOf(vectorIds)).toEqual(ids);
  const reads = vi.spyOn(context.catalogue.order, 'listVectors');
  expect(space.owners.photosOf(vectorIds)).toEqual(ids);
  expect(reads).not.toHaveBeenCalled();
  const other = new Catalogue(context.catalogue.folder, { create: false });
  other.files.record([makePhotoOutcome('/p/new.jpg', 99, new Map([[1, Float32Array.of(1, 0, 0, 0)]]))]);
  const added = other.files.findPhotoByPath('/p/new.jpg') as number;
  other.close();
  expect(space.owners.photosOf([11, 1])).toEqual([added, ids[0]]);
  expect(space.owners.select([added]).photos).toBe(1);
});
