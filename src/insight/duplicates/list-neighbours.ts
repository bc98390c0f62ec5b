import { Lru } from '../../runtime/lru.js';
import type { DuplicateRow } from '../../store/queries/duplicate-queries.js';
import type { Neighbours } from '../../vectors/port.js';
import { CloseVectors } from './close-vectors.js';
import type { DuplicateWork } from './duplicate-work.js';
import { MIN_SIMILAR_COSINE } from './thresholds.js';

/** Neighbours of one photo are as many at most. */
const MAX_NEIGHBOURS = 256;

/** Photos whose vectors the coordinates of all are made of: see `CloseVectors`. */
const SAMPLE = 128;

/** Photos read from the catalogue at a time. */
const CHUNK = 1000;

/**
 * Makes a function that lists the photos after one, in the order of `rows`, with a cosine of at least `MIN_SIMILAR_COSINE`; of more than
 * `MAX_NEIGHBOURS` the nearest ones. All are compared with all: asking an index for the neighbours of each takes longer, and misses some.
 * @param rows photos with a vector
 * @param asked those whose neighbours will be asked for, about in the order of `rows`
 */
export async function indexNeighbours(
  work: DuplicateWork,
  rows: readonly DuplicateRow[],
  asked: readonly DuplicateRow[],
): Promise<(row: DuplicateRow) => Promise<{ row: DuplicateRow; cosine: number }[]>> {
  if (asked.length === 0) return async () => [];
  const { dim } = work.space.row;
  const positionOf = new Map(rows.map((row, position) => [row.id, position]));
  const step = Math.max(1, Math.floor(rows.length / SAMPLE));
  const sample = work.readVectors(rows.filter((_, i) => i % step === 0).slice(0, SAMPLE));
  const most = MAX_NEIGHBOURS + CloseVectors.QUERIES;
  const vectors = new CloseVectors(dim, rows.length, [...sample.values()], most);
  for (let at = 0; at < rows.length; at += CHUNK) {
    for (const [id, vector] of work.readVectors(rows.slice(at, at + CHUNK)))
      vectors.write(positionOf.get(id) as number, vector);
    await work.yieldIfDue();
  }

  const queries = asked.map(({ id }) => positionOf.get(id) as number).sort((a, b) => a - b);
  const placeOf = new Map(queries.map((position, place) => [position, place]));
  // Those that are asked for ahead may lie in the next block.
  const blocks = new Lru<number, Promise<(number[] | undefined)[]>>(2);
  let last: Promise<unknown> = Promise.resolve();
  let byVector: Map<number, DuplicateRow> | undefined;
  const searchBlock = (block: number) => {
    const from = block * CloseVectors.QUERIES;
    // One after the other: they share memory.
    const found = last.then(() =>
      vectors.search(queries.slice(from, from + CloseVectors.QUERIES), MIN_SIMILAR_COSINE, work.yieldIfDue),
    );
    last = found.catch(() => {});
    return found;
  };

  return async (row) => {
    const position = positionOf.get(row.id) as number;
    const place = placeOf.get(position) as number;
    const block = Math.floor(place / CloseVectors.QUERIES);
    const found = await blocks.getOrMake(block, () => searchBlock(block));
    const later = found[place % CloseVectors.QUERIES]?.filter((other) => other > position);
    if (later?.length === 0) return [];
    const vector = work.vectorOf(row);
    if (vector === undefined) return [];
    if (later === undefined || later.length > MAX_NEIGHBOURS) return searchIndex(vector);
    return later
      .map((other) => ({
        row: rows[other] as DuplicateRow,
        cosine: work.cosineWith(vector, rows[other] as DuplicateRow),
      }))
      .filter(({ cosine }) => cosine >= MIN_SIMILAR_COSINE);
  };

  /** The nearest of very many, as the index of the space knows them. */
  async function searchIndex(vector: Float32Array) {
    byVector ??= new Map(rows.map((row) => [row.vectorId as number, row]));
    const [{ ids, cosines }] = (await work.space.index.search([vector], MAX_NEIGHBOURS)) as [Neighbours];
    return ids.flatMap((id, i) => {
      const row = byVector?.get(id);
      return row === undefined ? [] : [{ row, cosine: cosines[i] as number }];
    });
  }
}
