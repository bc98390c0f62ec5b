import type { IdSet } from '../model/id-set.js';
import type { VectorBatch } from './port.js';
import type { StoredVectors, VectorSource } from './source.js';

/** Vectors read from the source at a time. */
const CHUNK = 1000;

/** The allowed vectors of a source, or all of them, some at a time. */
export async function* readChunks(
  source: VectorSource,
  allow: IdSet | undefined,
): AsyncGenerator<VectorBatch, void, undefined> {
  if (allow !== undefined) {
    const ids = allow.toArray();
    for (let from = 0; from < ids.length; from += CHUNK) yield source.read(ids.subarray(from, from + CHUNK));
    return;
  }
  for (let last = 0; ; ) {
    const batch = await source.listAfter(last, CHUNK);
    if (batch.ids.length > 0) yield batch;
    if (batch.ids.length < CHUNK) return;
    last = batch.ids.at(-1) as number;
  }
}

/** All vectors of a source as they are stored, some at a time. */
export async function* readStoredChunks(
  source: Pick<VectorSource, 'listStoredAfter'>,
): AsyncGenerator<StoredVectors, void, undefined> {
  for (let last = 0; ; ) {
    const batch = await source.listStoredAfter?.(last, CHUNK);
    if (batch === undefined || batch.ids.length === 0) return;
    yield batch;
    if (batch.ids.length < CHUNK) return;
    last = batch.ids.at(-1) as number;
  }
}
