import { describe, expect, it } from 'vitest';
import type { Catalogue } from '#src/store/catalogue.js';
import {
  DIM,
  encoded,
  ensureSpace,
  failed,
  makeVector,
  openCatalogue,
  reused,
} from '../../support/libraries/catalogues.js';

const COUNT = 25;

/** A catalogue with `COUNT` photos of which every vector is known. */
function make(): { catalogue: Catalogue; modelId: number } {
  const catalogue = openCatalogue();
  const modelId = ensureSpace(catalogue).id;
  catalogue.files.record(Array.from({ length: COUNT }, (_, i) => encoded(`/p/${i}`, i)));
  return { catalogue, modelId };
}

function remove(catalogue: Catalogue, paths: readonly string[]): void {
  catalogue.files.remove(paths.flatMap((path) => catalogue.files.listUnder(path).map(({ id }) => id)));
}

describe('the vectors of a space', () => {
  it('come in pages, ascending, each once and as they were stored', () => {
    const { catalogue, modelId } = make();
    const ids: number[] = [];
    for (let after = 0; ; after = ids.at(-1) as number) {
      const page = catalogue.vectors.listAfter(modelId, DIM, after, 10);
      expect(page.data).toHaveLength(page.ids.length * DIM);
      page.ids.forEach((_, i) => {
        expect(page.data.slice(i * DIM, (i + 1) * DIM)).toEqual(makeVector(ids.length + i));
      });
      ids.push(...page.ids);
      if (page.ids.length < 10) break;
    }
    expect(ids).toHaveLength(COUNT);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    expect(catalogue.vectors.count(modelId)).toBe(COUNT);
  });

  it('end: after the last one there is none', () => {
    const { catalogue, modelId } = make();
    const last = catalogue.vectors.listAfter(modelId, DIM, 0, 100).ids.at(-1) as number;
    expect(catalogue.vectors.listAfter(modelId, DIM, last, 10)).toEqual({ ids: [], data: new Float32Array(0) });
  });

  it('that are new come after all that were there', () => {
    const { catalogue, modelId } = make();
    const last = catalogue.vectors.listAfter(modelId, DIM, 0, 100).ids.at(-1) as number;
    remove(catalogue, ['/p/24', '/p/23']);
    catalogue.files.record([encoded('/p/new', 40), reused('/p/copy', 40), failed('/p/bad')]);
    const { ids, data } = catalogue.vectors.listAfter(modelId, DIM, last, 10);
    expect(ids).toHaveLength(1);
    expect(data).toEqual(makeVector(40));
  });

  it('are not those of another space', () => {
    const { catalogue, modelId } = make();
    const second = ensureSpace(catalogue, 'second').id;
    catalogue.files.record([encoded('/p/3', 3, second), encoded('/p/other', 50, second)]);
    const ofFirst = catalogue.vectors.listAfter(modelId, DIM, 0, 100).ids;
    const ofSecond = catalogue.vectors.listAfter(second, DIM, 0, 100).ids;
    expect(ofFirst).toHaveLength(COUNT);
    expect(ofSecond).toHaveLength(2);
    expect(ofFirst.filter((id) => ofSecond.includes(id))).toEqual([]);
    expect([catalogue.vectors.count(modelId), catalogue.vectors.count(second)]).toEqual([COUNT, 2]);

    const photoId = catalogue.files.findPhotoByPath('/p/other') as number;
    expect(catalogue.vectors.ofPhoto(photoId, second, DIM)).toEqual(makeVector(50));
    expect(catalogue.vectors.ofPhoto(photoId, modelId, DIM)).toBeUndefined();

    // One photo's two vectors go together, each from its own space.
    remove(catalogue, ['/p/3']);
    expect(catalogue.removedVectors.listAfter(modelId, 0).ids).toEqual([ofFirst[3]]);
    expect(catalogue.removedVectors.listAfter(second, 0).ids).toEqual([ofSecond[0]]);
  });

  it('lead to their photos, but for those that are gone', () => {
    const { catalogue, modelId } = make();
    const { ids } = catalogue.vectors.listAfter(modelId, DIM, 0, 100);
    remove(catalogue, ['/p/1']);
    const owners = catalogue.vectors.ownersOf([...ids.slice(0, 3), 9999].reverse());
    expect(owners.map(({ vectorId, photoId }) => [vectorId, photoId])).toEqual([
      [ids[2], catalogue.files.findPhotoByPath('/p/2')],
      [ids[0], catalogue.files.findPhotoByPath('/p/0')],
    ]);
    expect(catalogue.vectors.ownersOf([])).toEqual([]);
  });

  it('are seen by another process as soon as they are recorded', () => {
    const { catalogue, modelId } = make();
    const other = openCatalogue(catalogue.folder);
    const last = other.vectors.listAfter(modelId, DIM, 0, 100).ids.at(-1) as number;
    catalogue.files.record([encoded('/p/new', 41)]);
    expect(other.vectors.listAfter(modelId, DIM, last, 10).ids).toHaveLength(1);
  });
});
