import type { FlatVectors } from '../../flat-vectors.js';
import type { MergeProcess } from './merge-process.js';
import type { SavedGraph } from './merge-worker.js';

/** Vectors sent to the merging process at a time. */
const CHUNK = 1000;

/**
 * Merges vectors into a new graph beside the one in use. Vectors that are removed meanwhile may be in it.
 * @param onSent is told how many were sent, after each portion
 * @returns the file of the graph, and the ids that were merged
 */
export async function mergeVectors(
  merges: MergeProcess,
  target: Parameters<MergeProcess['begin']>[0],
  vectors: FlatVectors,
  onSent: (count: number) => void,
): Promise<{ saved: SavedGraph; sent: number[] }> {
  const ids = shuffle(vectors.ids);
  await merges.begin(target);
  const sent: number[] = [];
  for (let from = 0; from < ids.length; from += CHUNK) {
    const batch = vectors.read(ids.slice(from, from + CHUNK));
    await merges.add(batch.ids, batch.data);
    for (const id of batch.ids) sent.push(id);
    onSent(sent.length);
  }
  return { saved: await merges.save(), sent };
}

/**
 * The photos of a day follow each other. Added in that order they link to each other before there is anything else to link to, and a walk does not find the way
 * to them: of 100,000, one with 384 candidates finds 0.967 of the nearest ten of texts, and 0.998 where they were added in no order.
 */
function shuffle(ids: number[]): number[] {
  // The same order for the same ids.
  const keyOf = (id: number) => Math.imul(id ^ (id >>> 15), 0x2c1b3c6d) ^ Math.imul(id, 0x9e3779b1);
  return ids.sort((a, b) => keyOf(a) - keyOf(b) || a - b);
}
