/**
 * A process that adds vectors to a graph and writes the result to a new file. A process of its own: it needs memory for the whole graph, which the
 * system has back afterwards, and native code that dies takes nothing else with it.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, renameSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type ErrorData, PhotoseekError, toErrorData } from '../../../errors.js';
import { flushFile } from '../../../runtime/flush-file.js';
import { checkHash, graphUnsaved, hashFile, removeIfThere } from '../persisted-files.js';
import { NativeGraph } from './native-graph.js';

/** Requests to the process, which answers one after the other. */
export type MergeRequest =
  /** Begins with a persisted graph, or with an empty one. */
  | { op: 'begin'; sidecarPath: string; dim: number; base: { graphFile: string; sha256: string } | undefined }
  /** Adds vectors that the graph does not hold. */
  | { op: 'add'; ids: readonly number[]; data: Float32Array }
  | { op: 'save' };

/** An answer; to `save`, what was written. */
export interface MergeReply {
  saved?: SavedGraph;
  error?: ErrorData;
}

/** A graph file that was written, read back and flushed to the disk. */
export interface SavedGraph {
  graphFile: string;
  sha256: string;
  count: number;
}

/** More would take the processor from whoever encodes at the same time. */
const THREADS = Math.min(2, availableParallelism());

let sidecarPath = '';
let graph: NativeGraph | undefined;
/** The file whose vectors the graph holds, as long as nothing was added. */
let graphFile: string | undefined;

async function answer(request: MergeRequest): Promise<MergeReply> {
  switch (request.op) {
    case 'begin':
      await begin(request);
      return {};
    case 'add':
      graphFile = undefined;
      graph?.add(request.ids, request.data, THREADS);
      return {};
    case 'save':
      return { saved: await save() };
  }
}

async function begin({ base, dim, ...request }: MergeRequest & { op: 'begin' }): Promise<void> {
  sidecarPath = request.sidecarPath;
  // The graph of the merge before is still in memory.
  if (base !== undefined && base.graphFile === graphFile) return;
  graph = undefined;
  graphFile = undefined;
  if (base === undefined) {
    graph = NativeGraph.create(dim);
    return;
  }
  const path = join(dirname(sidecarPath), base.graphFile);
  await checkHash(path, base.sha256);
  graph = NativeGraph.load(path, dim);
}

async function save(): Promise<SavedGraph> {
  if (graph === undefined) throw new PhotoseekError('internal', 'A merge must begin before it is saved.');
  const folder = dirname(sidecarPath);
  const name = `${basename(sidecarPath, '.json')}-${randomBytes(6).toString('hex')}.usearch`;
  const path = join(folder, name);
  const part = `${path}.part`;
  try {
    mkdirSync(folder, { recursive: true });
    graph.save(part);
    flushFile(part);
    const { size } = NativeGraph.view(part, graph.dim);
    if (size !== graph.size) throw new Error(`${size} of ${graph.size} vectors were written.`);
    const sha256 = await hashFile(part);
    // It is mapped by whoever searches it: nobody shall write to it.
    chmodSync(part, 0o444);
    renameSync(part, path);
    graphFile = name;
    return { graphFile: name, sha256, count: size };
  } catch (cause) {
    for (const file of [part, path]) removeIfThere(file);
    throw graphUnsaved(folder, cause);
  }
}

process.on('message', async (request: MergeRequest) => {
  const reply = await answer(request).catch((thrown): MergeReply => ({ error: toErrorData(thrown, 'internal') }));
  process.send?.(reply);
});
// Whoever asked for the merge has ended. A part of a file that is left is deleted with the next graph.
process.on('disconnect', () => process.exit());
