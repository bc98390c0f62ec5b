import type { Neighbours } from '../../vectors/port.js';
import type { DuplicateWork } from './duplicate-work.js';
import { MIN_SIMILAR_COSINE } from './thresholds.js';

/** Neighbours asked for at first; more while all of them are similar. */
const INITIAL_NEIGHBOURS = 16;
const MAX_NEIGHBOURS = 256;

/** The neighbours above `MIN_SIMILAR_COSINE`, up to `MAX_NEIGHBOURS`, in an index that was refreshed before. */
export async function listNeighbours({ space }: DuplicateWork, vector: Float32Array): Promise<Neighbours> {
  for (let k = INITIAL_NEIGHBOURS; ; k *= 4) {
    const [neighbours] = (await space.index.searchAsOfRefresh([vector], k)) as [Neighbours];
    const last = neighbours.cosines.at(-1) ?? 0;
    if (neighbours.ids.length < k || last < MIN_SIMILAR_COSINE || k >= MAX_NEIGHBOURS) return neighbours;
  }
}
