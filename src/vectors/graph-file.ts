import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { PhotoseekError } from '../errors.js';
import { GRAPH_PARAMETERS, HnswGraph } from './hnsw-graph.js';

/** How far a graph has followed its catalogue: everything up to here is in it. */
export interface GraphCursor {
  lastVectorId: number;
  lastRemovedSeq: number;
}

/** What a graph must agree with before it is used. */
export interface GraphIdentity {
  /** The catalogue it was made from; a graph never serves another one. */
  libraryId: string;
  /** The space: model revision and dtype. */
  space: string;
  dim: number;
}

/** Version of the sidecar and of how the graph is laid out. */
const GRAPH_FORMAT = 1;

const sidecarSchema = z.strictObject({
  format: z.literal(GRAPH_FORMAT),
  libraryId: z.string(),
  space: z.string(),
  dim: z.number().int(),
  metric: z.literal('cosine'),
  m: z.number().int(),
  efConstruction: z.number().int(),
  count: z.number().int().nonnegative(),
  removedIds: z.array(z.number().int()),
  lastVectorId: z.number().int().nonnegative(),
  lastRemovedSeq: z.number().int().nonnegative(),
  graphFile: z.string().regex(/^[\w.-]+$/),
  graphBytes: z.number().int(),
  sha256: z.string(),
});
type Sidecar = z.infer<typeof sidecarSchema>;

/**
 * Saves a graph so that a crash at any moment leaves the old one or the new one: the graph goes to a file of a new name, is read back,
 * and only then the sidecar that names it is renamed into place.
 * @param sidecarPath for example `…/graph-1.json`; graphs lie beside it
 * @throws PhotoseekError `library-unwritable` when what was written is not what was meant (a full disk)
 */
export async function saveGraph(
  graph: HnswGraph,
  sidecarPath: string,
  identity: GraphIdentity,
  cursor: GraphCursor,
): Promise<void> {
  const folder = dirname(sidecarPath);
  mkdirSync(folder, { recursive: true });
  const stem = basename(sidecarPath, '.json');
  const graphFile = `${stem}-${randomBytes(6).toString('hex')}.hnsw`;
  const path = join(folder, graphFile);
  const { removedIds } = graph;
  try {
    graph.write(path);
    flush(path);
    verifyWritten(path, graph, removedIds);
    const sidecar: Sidecar = {
      format: GRAPH_FORMAT,
      ...identity,
      metric: 'cosine',
      ...GRAPH_PARAMETERS,
      count: graph.size,
      removedIds,
      ...cursor,
      graphFile,
      graphBytes: statSync(path).size,
      sha256: await hashFile(path),
    };
    const temporary = `${sidecarPath}.${process.pid}.tmp`;
    writeFileSync(temporary, JSON.stringify(sidecar));
    flush(temporary);
    renameSync(temporary, sidecarPath);
    flush(folder);
  } catch (cause) {
    rmSync(path, { force: true });
    throw cause instanceof PhotoseekError
      ? cause
      : new PhotoseekError(
          'library-unwritable',
          `The graph could not be saved in ${folder}: ${(cause as Error).message}.`,
          { cause },
        );
  }
  removeOthers(folder, stem, graphFile);
}

/**
 * Reads a saved graph. Every check comes before the native loader sees a byte: it crashes on damaged files and believes
 * files of another dimension.
 * @throws PhotoseekError `graph-invalid` with the reason; the graph can always be built again
 */
export async function readGraph(
  sidecarPath: string,
  expected: GraphIdentity,
): Promise<{ graph: HnswGraph; cursor: GraphCursor }> {
  const sidecar = readSidecar(sidecarPath);
  for (const key of ['libraryId', 'space', 'dim'] as const) {
    if (sidecar[key] !== expected[key]) throw invalid(`its ${key} is ${sidecar[key]}, expected ${expected[key]}`);
  }
  if (sidecar.m !== GRAPH_PARAMETERS.m) throw invalid(`it has M=${sidecar.m}, expected ${GRAPH_PARAMETERS.m}`);
  const path = join(dirname(sidecarPath), sidecar.graphFile);
  const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size;
  if (sizeBytes !== sidecar.graphBytes)
    throw invalid(`its file has ${sizeBytes ?? 'no'} bytes, expected ${sidecar.graphBytes}`);
  if ((await hashFile(path)) !== sidecar.sha256) throw invalid('its checksum does not match');
  const graph = HnswGraph.read(path, expected.dim, sidecar.removedIds);
  if (graph.size !== sidecar.count) throw invalid(`it holds ${graph.size} vectors, expected ${sidecar.count}`);
  return { graph, cursor: { lastVectorId: sidecar.lastVectorId, lastRemovedSeq: sidecar.lastRemovedSeq } };
}

function readSidecar(path: string): Sidecar {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw invalid(`its sidecar cannot be read (${(cause as Error).message})`, cause);
  }
  const parsed = sidecarSchema.safeParse(json);
  if (!parsed.success) throw invalid('its sidecar is of another version or damaged', parsed.error);
  return parsed.data;
}

function verifyWritten(path: string, graph: HnswGraph, removedIds: readonly number[]): void {
  const readBack = HnswGraph.read(path, graph.dim, removedIds);
  if (readBack.size !== graph.size)
    throw new PhotoseekError('library-unwritable', 'The graph was not written whole. Is the disk full?');
}

function removeOthers(folder: string, stem: string, keep: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${stem}-`) && name.endsWith('.hnsw') && name !== keep)
      rmSync(join(folder, name), { force: true });
  }
}

function flush(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

function invalid(reason: string, cause?: unknown): PhotoseekError {
  return new PhotoseekError('graph-invalid', `The saved graph cannot be used: ${reason}.`, { cause });
}
