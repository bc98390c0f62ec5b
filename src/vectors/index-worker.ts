/** The thread that owns a graph. Requests are answered in between; waiting vectors are linked a few at a time. */
import { parentPort } from 'node:worker_threads';
import { type ErrorData, toErrorData } from '../errors.js';
import { type GraphCursor, type GraphIdentity, readGraph, saveGraph } from './graph-file.js';
import { HnswGraph } from './hnsw-graph.js';
import { LinkedVectors } from './linked-vectors.js';
import type { Neighbours } from './types.js';

/** What the thread can be asked. */
export type IndexRequest =
  | { op: 'create'; dim: number }
  | { op: 'read'; sidecarPath: string; identity: GraphIdentity }
  | { op: 'add'; ids: number[]; vectors: Float32Array }
  | { op: 'remove'; ids: number[] }
  | { op: 'search'; vector: Float32Array; k: number; allow?: Uint32Array }
  | { op: 'save'; sidecarPath: string; identity: GraphIdentity; cursor: GraphCursor }
  /** Answers when nothing waits to be linked. */
  | { op: 'settle' };

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

let vectors = new LinkedVectors(HnswGraph.create(1));
let linking = false;
let settled: (() => void)[] = [];

async function answer(request: IndexRequest): Promise<Pick<IndexReply, 'neighbours' | 'cursor'>> {
  switch (request.op) {
    case 'create':
      vectors = new LinkedVectors(HnswGraph.create(request.dim));
      return {};
    case 'read': {
      const { graph, cursor } = await readGraph(request.sidecarPath, request.identity);
      vectors = new LinkedVectors(graph);
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
      return { neighbours: vectors.search(vector, k, allow === undefined ? {} : { allow }) };
    }
    case 'settle':
      if (vectors.pending > 0) await new Promise<void>((resolve) => settled.push(resolve));
      return {};
    case 'save':
      // The file must not be written while the graph grows, and must hold everything up to its cursor.
      vectors.linkSome(vectors.pending);
      await saveGraph(vectors.graph, request.sidecarPath, request.identity, request.cursor);
      return {};
  }
}

function startLinking(): void {
  if (linking) return;
  linking = true;
  setImmediate(linkStep);
}

function linkStep(): void {
  vectors.linkSome(LINK_STEP);
  linking = vectors.pending > 0;
  if (linking) {
    setImmediate(linkStep);
  } else {
    for (const resolve of settled) resolve();
    settled = [];
  }
}

parentPort?.on('message', async ({ id, ...request }: IndexRequest & { id: number }) => {
  const reply: IndexReply = { id, size: 0, pending: 0 };
  try {
    Object.assign(reply, await answer(request as IndexRequest));
  } catch (thrown) {
    reply.error = toErrorData(thrown, 'internal');
  }
  parentPort?.postMessage({ ...reply, size: vectors.size, pending: vectors.pending });
});
