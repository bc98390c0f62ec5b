/** The thread that owns a graph. It answers requests, and indexes a few vectors at a time between them. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ErrorData, toErrorData } from '../../../errors.js';
import { IdSet } from '../../../model/id-set.js';
import type { Cursor, IndexChange, IndexLocation, Neighbours } from '../../port.js';
import { removeGraph } from '../persisted-files.js';
import { BufferedGraph } from './buffered-graph.js';
import { readGraph, saveGraph } from './graph-file.js';
import { HnswGraph } from './hnsw-graph.js';
import { NativeGate } from './native-gate.js';
import { packNeighbours } from './pack-neighbours.js';

/** Requests to the thread. */
export type IndexRequest =
  /** Makes an empty index. */
  | { op: 'create'; location: IndexLocation }
  /** Reads the persisted index. */
  | { op: 'read'; location: IndexLocation }
  | { op: 'apply'; change: IndexChange }
  /** `queries`: one after the other. `allow`: ascending. */
  | { op: 'search'; queries: Float32Array; k: number; allow?: Uint32Array | undefined }
  /** Answered when nothing is unindexed and everything is persisted; reports progress until then. */
  | { op: 'flush' }
  | { op: 'reset' }
  /** Ends the thread, once native work under way is done. Has no answer. */
  | { op: 'close' };

/** An answer, or progress. Flat, and neighbours in one array: a search takes a tenth less time than with nested objects. */
export interface IndexReply {
  /** Of the request; 0 where the index has changed without one. */
  id: number;
  /** Vectors of the moment. */
  indexed: number;
  unindexed: number;
  /** Of the index that was read. */
  cursor?: Cursor | undefined;
  /** More replies to the request follow. */
  isProgress?: boolean;
  /** See `packNeighbours`. */
  neighbours?: Float64Array;
  error?: ErrorData;
}

/** Vectors indexed between two requests: some ten milliseconds, the longest delay of a query. */
const INDEX_STEP = 8;

/** Vectors quantised between two requests: some tenths of a millisecond. */
const QUANTISE_STEP = 10;

/** Time between two reports of progress. */
const PROGRESS_EVERY_MS = 100;

const gate = new NativeGate(workerData as SharedArrayBuffer);
let vectors = new BufferedGraph(HnswGraph.create(1));
let location: IndexLocation;
let cursor: Cursor | undefined;
let persistedCursor: Cursor | undefined;
/** Requests to flush that wait until everything is indexed. */
let flushing: { id: number; resolve: () => void }[] = [];
let reportedAt = 0;
/** The index is persisted by one request at a time. */
let persisting: Promise<void> = Promise.resolve();

/** Requests that must be answered behind the gate. */
type NativeRequest = Exclude<IndexRequest, { op: 'close' }>;

async function answer(id: number, request: NativeRequest): Promise<Pick<IndexReply, 'neighbours' | 'cursor'>> {
  switch (request.op) {
    case 'create':
      location = request.location;
      start(HnswGraph.create(location.identity.dim), undefined);
      return {};
    case 'read': {
      location = request.location;
      const read = await readGraph(location.path, location.identity);
      start(read.graph, read.cursor);
      return { cursor };
    }
    case 'apply':
      vectors.apply(request.change.add, request.change.remove);
      cursor = request.change.cursor;
      if (vectors.unindexed > 0) startIndexing();
      return {};
    case 'search': {
      const { queries, k } = request;
      const { dim } = location.identity;
      const allow = request.allow === undefined ? undefined : IdSet.fromAscending(request.allow);
      const neighbours: Neighbours[] = [];
      for (let at = 0; at < queries.length; at += dim)
        neighbours.push(vectors.search(queries.subarray(at, at + dim), k, allow));
      if (vectors.unquantised > 0) startQuantising();
      return { neighbours: packNeighbours(neighbours) };
    }
    case 'flush':
      if (vectors.unindexed > 0) await new Promise<void>((resolve) => flushing.push({ id, resolve }));
      persisting = persisting.then(persist, persist);
      await persisting;
      return {};
    case 'reset':
      await persisting.catch(() => {});
      removeGraph(location.path);
      start(HnswGraph.create(location.identity.dim), undefined);
      return {};
  }
}

function start(graph: HnswGraph, readCursor: Cursor | undefined): void {
  vectors = new BufferedGraph(graph);
  cursor = readCursor;
  persistedCursor = readCursor;
}

async function persist(): Promise<void> {
  if (cursor === undefined || isSame(cursor, persistedCursor)) return;
  if (!gate.enter()) return;
  try {
    // The file must not be written while the graph grows, and must hold everything up to its cursor.
    vectors.indexSome(vectors.unindexed);
    const upTo = cursor;
    await saveGraph(vectors.graph, location.path, location.identity, upTo);
    persistedCursor = upTo;
  } finally {
    gate.leave();
  }
}

function isSame(a: Cursor, b: Cursor | undefined): boolean {
  return a.lastVectorId === b?.lastVectorId && a.lastRemovedSeq === b.lastRemovedSeq;
}

const startIndexing = makeIdleWork(
  () => {
    vectors.indexSome(INDEX_STEP);
    if (flushing.length > 0) reportProgress();
  },
  () => vectors.unindexed > 0,
  () => {
    reply({ id: 0 });
    for (const { resolve } of flushing) resolve();
    flushing = [];
  },
);

const startQuantising = makeIdleWork(
  () => vectors.quantiseSome(QUANTISE_STEP),
  () => vectors.unquantised > 0,
);

function reportProgress(): void {
  if (performance.now() - reportedAt < PROGRESS_EVERY_MS) return;
  reportedAt = performance.now();
  for (const { id } of flushing) reply({ id, isProgress: true });
}

/** Work that is done step by step between requests, once it is started, until nothing of it is left. */
function makeIdleWork(step: () => void, isLeft: () => boolean, onDone = () => {}): () => void {
  let isUnderWay = false;
  const go = () => {
    if (!gate.enter()) return;
    step();
    gate.leave();
    isUnderWay = isLeft();
    if (isUnderWay) setImmediate(go);
    else onDone();
  };
  return () => {
    if (isUnderWay) return;
    isUnderWay = true;
    setImmediate(go);
  };
}

async function answerNative(id: number, request: NativeRequest): Promise<void> {
  // A request that waits does no native work: its steps pass the gate themselves.
  const isGated = request.op !== 'flush';
  // Shut: the owner has rejected the request because the index is closed.
  if (isGated && !gate.enter()) return;
  try {
    reply({ id, ...(await answer(id, request)) });
  } catch (thrown) {
    reply({ id, error: toErrorData(thrown, 'internal') });
  } finally {
    if (isGated) gate.leave();
  }
}

function reply(answer: Omit<IndexReply, 'indexed' | 'unindexed'>): void {
  const { indexed, unindexed } = vectors;
  parentPort?.postMessage({ ...answer, indexed, unindexed } satisfies IndexReply);
}

parentPort?.on('message', ({ id, ...request }: IndexRequest & { id: number }) => {
  if (request.op === 'close') parentPort?.close();
  else void answerNative(id, request);
});
