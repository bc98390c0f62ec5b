import { describe, expect, it } from 'vitest';
import type { Catalogue } from '#src/store/catalogue.js';
import { DIM, encoded, ensureSpace, openCatalogue } from '../../support/libraries/catalogues.js';

const COUNT = 25;

/** A catalogue with `COUNT` photos. */
function make(): { catalogue: Catalogue; modelId: number } {
  const catalogue = openCatalogue();
  const modelId = ensureSpace(catalogue).id;
  catalogue.files.record(Array.from({ length: COUNT }, (_, i) => encoded(`/p/${i}`, i)));
  return { catalogue, modelId };
}

function remove(catalogue: Catalogue, paths: readonly string[]): void {
  catalogue.files.remove(paths.flatMap((path) => catalogue.files.listUnder(path).map(({ id }) => id)));
}

describe('the removed vectors of a space', () => {
  it('are listed in that order, each once, from where one left off', () => {
    const { catalogue, modelId } = make();
    const { ids } = catalogue.vectors.listAfter(modelId, DIM, 0, 100);
    expect(catalogue.removedVectors.listAfter(modelId, 0)).toEqual({ ids: [], lastSeq: 0 });
    remove(catalogue, ['/p/5']);
    remove(catalogue, ['/p/2', '/p/9']);
    const first = catalogue.removedVectors.listAfter(modelId, 0);
    expect(first.ids).toEqual([ids[5], ids[2], ids[9]]);
    expect(catalogue.removedVectors.listAfter(modelId, first.lastSeq)).toEqual({ ids: [], lastSeq: first.lastSeq });
    remove(catalogue, ['/p/0']);
    expect(catalogue.removedVectors.listAfter(modelId, first.lastSeq).ids).toEqual([ids[0]]);
  });

  it('are pruned but for the newest, and the last number stays', () => {
    const { catalogue, modelId } = make();
    const { removedVectors } = catalogue;
    expect([removedVectors.lastSeq(modelId), removedVectors.prunedUpTo(modelId)]).toEqual([0, 0]);
    const second = ensureSpace(catalogue, 'second').id;
    catalogue.files.record([encoded('/p/0', 0, second)]);
    remove(catalogue, ['/p/0', '/p/1', '/p/2', '/p/3', '/p/4']);
    const all = removedVectors.listAfter(modelId, 0);
    expect(all.ids).toHaveLength(5);
    const last = removedVectors.lastSeq(modelId);
    expect(all.lastSeq).toBe(last);
    // A stored index has followed to here; the newest two stay whatever it has followed.
    removedVectors.prune(modelId, last, 2);
    expect(removedVectors.listAfter(modelId, 0).ids).toEqual(all.ids.slice(-2));
    const pruned = removedVectors.prunedUpTo(modelId);
    expect(removedVectors.listAfter(modelId, pruned).ids).toEqual(all.ids.slice(-2));
    expect(removedVectors.lastSeq(modelId)).toBe(last);
    // Not beyond what the stored index has followed, and never backwards.
    removedVectors.prune(modelId, pruned - 1, 0);
    expect(removedVectors.prunedUpTo(modelId)).toBe(pruned);
    removedVectors.prune(modelId, last, 0);
    expect(removedVectors.listAfter(modelId, 0).ids).toEqual(all.ids.slice(-1));
    expect(removedVectors.lastSeq(modelId)).toBe(last);
    // Of another space nothing is pruned.
    expect(removedVectors.listAfter(second, 0).ids).toHaveLength(1);
    expect(removedVectors.prunedUpTo(second)).toBe(0);
    remove(catalogue, ['/p/5']);
    expect(removedVectors.listAfter(modelId, last).ids).toHaveLength(1);
  });
});
