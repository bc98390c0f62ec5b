import { sortNeighbours } from '../../math/top-k.js';
import type { Neighbours } from '../../port.js';
import type { NativeGraph } from './native-graph.js';

/**
 * Vectors of texts are farther from all pictures than pictures are from each other, which leads a walk astray. Where even the nearest is farther than this
 * cosine, more candidates are looked at: so many in a graph of a million, and as many as the square root of its size demands in others.
 */
const FAR_BELOW = 0.6;
const CANDIDATES_OF_MILLION = 2048;

/** The nearest vectors of a graph but for those that were removed since it was written. */
export function searchGraph(
  graph: NativeGraph,
  removed: ReadonlySet<number>,
  query: Float32Array,
  k: number,
): Neighbours {
  // Removed vectors crowd out others unevenly: more is asked for until there are enough.
  for (let asked = k + Math.min(removed.size, k); ; asked *= 2) {
    let found = graph.search(query, asked);
    const wide = Math.ceil(CANDIDATES_OF_MILLION * Math.sqrt(graph.size / 1e6));
    if (asked < wide && (found.cosines[0] ?? 1) < FAR_BELOW) found = graph.search(query, wide);
    if (removed.size === 0) return sortNeighbours(found.ids.slice(0, k), found.cosines.slice(0, k));
    const left = found.ids.flatMap((id, i) => (removed.has(id) ? [] : [i]));
    if (left.length < k && found.ids.length < graph.size && asked < graph.size) continue;
    const nearest = left.slice(0, k);
    return sortNeighbours(
      nearest.map((i) => found.ids[i] as number),
      nearest.map((i) => found.cosines[i] as number),
    );
  }
}
