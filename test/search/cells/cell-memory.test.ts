import { expect, it } from 'vitest';
import { KEPT_CELLS } from '#src/detect/cells/cell-grid.js';
import { CellMemory } from '#src/search/cells/cell-memory.js';
import type { Space } from '#src/search/spaces/space.js';
import type { CellQueries, FrameCells } from '#src/store/queries/cell-queries.js';

const DIM = 20;
const CELLS = KEPT_CELLS.length;
const SPACE = { row: { dim: DIM, revision: 'model' } } as Space;

/** Cells of as many photos, whose ids are ten times those of their cells; photo 20 has two frames. */
function makeCells(count: number) {
  const stored = Array.from({ length: count }, (_, i): FrameCells & { photoId: number } => ({
    ...{ id: i + 1, photoId: i === 2 ? 20 : 10 * (i + 1), frame: i === 2 ? 7 : 0 },
    scales: new Float32Array(CELLS).fill(0.01),
    values: Int8Array.from({ length: CELLS * DIM }, (_value, j) => Math.round(127 * Math.sin(1 + i * 7 + j * j))),
  }));
  const read: number[] = [];
  const queries = {
    ofPhotos: (photoIds: readonly number[], version: string) =>
      version === 'model-cells-1'
        ? stored.filter(({ photoId }) => photoIds.includes(photoId)).map(({ id, photoId }) => [id, photoId])
        : [],
    read: (ids: readonly number[]) => {
      read.push(...ids);
      return stored.filter(({ id }) => ids.includes(id));
    },
  } as unknown as CellQueries;
  const findBest = (vector: Float32Array, photoId: number) => {
    const all = stored
      .filter((one) => one.photoId === photoId)
      .flatMap(({ frame, values }) =>
        Array.from({ length: CELLS }, (_, cell) => ({
          ...{ photoId, frame, cell },
          cosine: vector.reduce((sum, x, i) => sum + x * 0.01 * (values[cell * DIM + i] as number), 0),
        })),
      );
    return all.sort((a, b) => b.cosine - a.cosine)[0];
  };
  return { queries, read, findBest };
}

const makeVector = (seed: number) => Float32Array.from({ length: DIM }, (_, i) => Math.cos(seed + i * i) / 4);

it.each([2, 3, 100])('finds the nearest cell of each photo with room for %i frames', (room) => {
  const { queries, findBest } = makeCells(6);
  const memory = new CellMemory({ cells: queries }, room);
  [
    [10, 20],
    [20, 40, 50, 60],
    [10, 99],
    [60, 50, 20],
  ].forEach((photoIds, seed) => {
    const vector = makeVector(seed);
    const found = memory.findNearest(SPACE, vector, photoIds);
    const known = photoIds.filter((id) => id !== 99);
    expect([...found.keys()].sort((a, b) => a - b)).toEqual(known.sort((a, b) => a - b));
    for (const id of known) {
      const { cosine, ...best } = findBest(vector, id) as NonNullable<ReturnType<typeof findBest>>;
      expect(found.get(id)).toMatchObject(best);
      expect(found.get(id)?.cosine).toBeCloseTo(cosine, 3);
    }
  });
});

it('reads cells once while there is room, and again when others took it', () => {
  const { queries, read } = makeCells(6);
  const memory = new CellMemory({ cells: queries }, 4);
  const find = (...photoIds: number[]) => memory.findNearest(SPACE, makeVector(1), photoIds);
  find(10, 20);
  find(20, 10);
  expect(read).toEqual([1, 2, 3]);
  find(40, 50);
  expect(read).toEqual([1, 2, 3, 4, 5]);
  find(10, 20);
  expect(read).toEqual([1, 2, 3, 4, 5, 1]);
});

it('a space of another model has no cells of this one', () => {
  const { queries } = makeCells(2);
  const memory = new CellMemory({ cells: queries });
  expect(memory.findNearest({ row: { dim: DIM, revision: 'other' } } as Space, makeVector(1), [10, 20]).size).toBe(0);
});
