/** The thread that owns a graph. Requests are answered in between; waiting vectors are linked a few at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ErrorData, toErrorData } from '../../../errors.js';
import type { Neighbours } from '../../port.js';
import { BufferedGraph } from './buffered-graph.js';
import { type GraphCursor, type GraphIdentity, readGraph, saveGraph } from './graph-file.js';
import { HnswGraph } from './hnsw-graph.js';
import { NativeGate } from './native-gate.js';

/** What the thread can be asked. */
export type IndexRequest =
  | { op: 'create'; dim: number }
  | { op: 'read'; sidecarPath: string; identity: GraphIdentity }
  | { op: 'add'; ids: number[]; vectors: Float32Array }
  | { op: 'remove'; ids: number[] }
  | { op: 'search'; vector: Float32Array; k: number; allow?: Uint32Array }
  | { op: 'save'; sidecarPath: string; identity: GraphIdentity; cursor: GraphCursor }
  /** Answers when nothing waits to be linked. */
  | { op: 'settle' }
  /** Ends the thread, once what is under way is done. Has no answer. */
  | { op: 'close' };

/** Its answer; `size` and `pending` are those at the moment of the answer. */
export interface IndexReply {
  id: number;
  size: number;
  pending: number;
  neighbours?: Neighbours;
  cursor?: GraphCursor;
  error?: ErrorData;
}

/** Vectors linked between two looks at the requests: some ten milliseconds, the most a query waits. */
const LINK_STEP = 8;

/** Vectors copied between two looks at the requests: some tenths of a millisecond. */
const COPY_STEP = 10;

const gate = new NativeGate(workerData as SharedArrayBuffer);
let vectors = new BufferedGraph(HnswGraph.create(1));
let settled: (() => void)[] = [];

/** What must be answered behind the gate. */
type NativeRequest = Exclude<IndexRequest, { op: 'settle' | 'close' }>;

async function answer(request: NativeRequest): Promise<Pick<IndexReply, 'neighbours' | 'cursor'>> {
  switch (request.op) {
    case 'create':
      vectors = new BufferedGraph(HnswGraph.create(request.dim));
      return {};
    case 'read': {
      const { graph, cursor } = await readGraph(request.sidecarPath, request.identity);
      vectors = new BufferedGraph(graph);
      return { cursor };
    }
    case 'add':
      vectors.add(request.ids, request.vectors);
      startLinking();
      return {};
    case 'remove':
      vectors.remove(request.ids);
      return {};
    case 'search': {
      const { vector, k, allow } = request;
      const neighbours = vectors.search(vector, k, allow === undefined ? {} : { allow });
      if (vectors.uncopied > 0) startCopying();
      return { neighbours };
    }
    case 'save':
      // The file must not be written while the graph grows, and must hold everything up to its cursor.
      vectors.linkSome(vectors.pending);
      await saveGraph(vectors.graph, request.sidecarPath, request.identity, request.cursor);
      return {};
  }
}

const startLinking = makeIdleWork(
  () => vectors.linkSome(LINK_STEP),
  () => vectors.pending > 0,
  () => {
    for (const resolve of settled) resolve();
    settled = [];
  },
);

const startCopying = makeIdleWork(
  () => vectors.copySome(COPY_STEP),
  () => vectors.uncopied > 0,
);

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
  // Shut: who asked has been told that the index is closed.
  if (!gate.enter()) return;
  try {
    reply({ id, ...(await answer(request)) });
  } catch (thrown) {
    reply({ id, error: toErrorData(thrown, 'internal') });
  } finally {
    gate.leave();
  }
}

function reply(answer: Omit<IndexReply, 'size' | 'pending'>): void {
  parentPort?.postMessage({ size: vectors.size, pending: vectors.pending, ...answer });
}

parentPort?.on('message', ({ id, ...request }: IndexRequest & { id: number }) => {
  if (request.op === 'close') parentPort?.close();
  else if (request.op !== 'settle') void answerNative(id, request);
  else if (vectors.pending === 0) reply({ id });
  else settled.push(() => reply({ id }));
});
