import { IdSet } from '../model/id-set.js';
import type { EngineChoice } from './choose-engine.js';
import { completeSearch } from './complete-search.js';
import type { Cursor, Neighbours, VectorIndex } from './port.js';
import type { VectorSource } from './source.js';

/** Vectors read from the source at a time: some milliseconds of the event loop. */
const CHUNK = 1000;

/** Cosine of a vector with its own stored form, after the rounding of float16. */
const SAME_VECTOR = 0.999;

/** The same in an approximate index, and how many neighbours are looked through for it. */
const NEARLY_SAME = 0.99;
const COPIES = 200;

/** Vectors that tell whether a graph and its source belong together. */
const HISTORY_SAMPLE = 4;

/** An index that is being followed: what it reflects, and until when its engine is the right one. */
export interface Followed {
  index: VectorIndex;
  cursor: Cursor;
  choice: EngineChoice;
  /** The source's change stamp before the index was last brought up to date. */
  stamp?: string | undefined;
}

/**
 * Whether a mapped graph holds the vectors that the source has under the same ids, by a few of them. Counting all would take a tenth of a second at a
 * million; what is found is compared with the source in any case.
 */
export async function sharesHistory(source: VectorSource, index: VectorIndex, upTo: number): Promise<boolean> {
  for (let i = 1; i <= HISTORY_SAMPLE; i++) {
    const { ids, data } = await source.listAfter(Math.floor((upTo * i) / HISTORY_SAMPLE) - 1, 1);
    const [id] = ids;
    if (id !== undefined && id <= upTo && !(await holdsNearly(index, id, data))) return false;
  }
  return true;
}

/** Whether removals may have been missed: they were pruned before the index saw them, or belong to another history. */
export async function isStale(source: VectorSource, { lastRemovedSeq }: Cursor): Promise<boolean> {
  const newest = await source.lastRemovedSeq();
  if (newest === lastRemovedSeq) return false;
  return newest < lastRemovedSeq || lastRemovedSeq < (await source.prunedUpTo());
}

/**
 * Applies what the index lacks, a chunk at a time.
 * @returns whether the engine is still the right one; where it is not, not everything may have been applied
 */
export async function catchUp(source: VectorSource, followed: Followed): Promise<boolean> {
  let remove: readonly number[] = [];
  let { lastRemovedSeq } = followed.cursor;
  if ((await source.lastRemovedSeq()) !== lastRemovedSeq) {
    const removed = await source.listRemovedAfter(lastRemovedSeq);
    remove = removed.ids;
    lastRemovedSeq = removed.lastSeq;
  }
  let expectedSize: number | undefined;
  for (;;) {
    const add = await source.listAfter(followed.cursor.lastVectorId, CHUNK);
    if (add.ids.length === 0 && lastRemovedSeq === followed.cursor.lastRemovedSeq) return true;
    const { maxCount } = followed.choice;
    if (followed.index.status().size + add.ids.length > maxCount && (await source.count()) > maxCount) return false;
    const cursor = { lastVectorId: add.ids.at(-1) ?? followed.cursor.lastVectorId, lastRemovedSeq };
    if (add.ids.length === CHUNK) expectedSize ??= await source.count();
    const more = expectedSize === undefined ? {} : { expectedSize };
    await followed.index.apply({ add, remove, cursor, after: followed.cursor, ...more });
    const standing = await followed.index.cursor();
    if (!isSame(standing, cursor)) return goOnFrom(source, followed, standing);
    followed.cursor = cursor;
    remove = [];
    if (add.ids.length < CHUNK) return true;
  }
}

/** Another process has brought a shared index elsewhere: further, or it has begun anew. */
async function goOnFrom(source: VectorSource, followed: Followed, standing: Cursor | undefined): Promise<boolean> {
  const lastRemovedSeq = standing?.lastRemovedSeq ?? (await source.lastRemovedSeq());
  followed.cursor = { lastVectorId: standing?.lastVectorId ?? 0, lastRemovedSeq };
  return catchUp(source, followed);
}

/** Brings a persisted index up to date, and compares it with the source: the same number of vectors, and the same newest vector. */
export async function agreesWithSource(
  source: VectorSource,
  followed: Followed,
  persistedUpTo: number,
): Promise<boolean> {
  for (;;) {
    await catchUp(source, followed);
    if (followed.index.status().size === (await source.count())) break;
    // Unless another process has written meanwhile.
    if (!(await isBehind(source, followed.cursor))) return false;
  }
  if (persistedUpTo > (await source.lastVectorId())) return false;
  // The number may agree by chance. The newest vector that was persisted is the one that most likely differs.
  const { ids, data } = await source.listAfter(persistedUpTo - 1, 1);
  if (ids[0] !== persistedUpTo) return true;
  if (followed.index.capabilities.isApproximate) return holdsNearly(followed.index, persistedUpTo, data);
  const allow = IdSet.from([persistedUpTo]);
  const [neighbours] = await completeSearch(followed.index, source, [data], 1, { allow });
  return (neighbours?.cosines[0] ?? 0) > SAME_VECTOR;
}

/** Whether the source has changes that an index of this cursor lacks. */
export async function isBehind(source: VectorSource, { lastVectorId, lastRemovedSeq }: Cursor): Promise<boolean> {
  return (await source.lastRemovedSeq()) > lastRemovedSeq || (await source.listAfter(lastVectorId, 1)).ids.length > 0;
}

/** Whether an approximate index holds a vector under an id, or so many copies of it that they hide it. */
async function holdsNearly(index: VectorIndex, id: number, vector: Float32Array): Promise<boolean> {
  const [neighbours] = await index.search([vector], COPIES);
  const { ids, cosines } = neighbours as Neighbours;
  const at = ids.indexOf(id);
  return (at === -1 ? (ids.length < COPIES ? -1 : (cosines.at(-1) as number)) : (cosines[at] as number)) > NEARLY_SAME;
}

function isSame(a: Cursor | undefined, b: Cursor): boolean {
  return a?.lastVectorId === b.lastVectorId && a.lastRemovedSeq === b.lastRemovedSeq;
}
