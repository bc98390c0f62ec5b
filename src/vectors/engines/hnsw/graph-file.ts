import { randomBytes } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { flushFile } from '../../../runtime/flush-file.js';
import type { Cursor, SpaceIdentity } from '../../port.js';
import {
  checkHash,
  checkIdentity,
  graphInvalid,
  graphUnsaved,
  hashFile,
  readSidecar,
  removeIfThere,
  removeOthers,
  writeSidecar,
} from '../persisted-files.js';
import { GRAPH_PARAMETERS, HnswGraph } from './hnsw-graph.js';

/** Version of the sidecar and of the graph's file. */
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

const parseSidecar = (sidecar: unknown) => sidecarSchema.safeParse(sidecar).data;

/**
 * Persists a graph so that a crash at any moment leaves the old one or the new one: the graph is written to a file of a new name and read
 * back, and only then the sidecar that names it is renamed into place.
 * @param sidecarPath for example `…/graph-1.json`; graphs lie beside it
 * @throws PhotoseekError `library-unwritable` when the file that was written cannot be read back (a full disk)
 */
export async function saveGraph(
  graph: HnswGraph,
  sidecarPath: string,
  identity: SpaceIdentity,
  cursor: Cursor,
): Promise<void> {
  const folder = dirname(sidecarPath);
  const stem = basename(sidecarPath, '.json');
  const graphFile = `${stem}-${randomBytes(6).toString('hex')}.hnsw`;
  const path = join(folder, graphFile);
  const { removedIds } = graph;
  try {
    mkdirSync(folder, { recursive: true });
    graph.write(path);
    flushFile(path);
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
    writeSidecar(sidecarPath, sidecar);
  } catch (cause) {
    removeIfThere(path);
    throw graphUnsaved(folder, cause);
  }
  removeOthers(sidecarPath, graphFile);
}

/** The cursor of a persisted graph, which is not loaded; `undefined` where there is none, or none that can be used. */
export function readCursor(sidecarPath: string, expected: SpaceIdentity): Cursor | undefined {
  try {
    const sidecar = readSidecar(sidecarPath, parseSidecar);
    checkIdentity(sidecar, expected);
    checkShape(sidecar);
    checkSize(join(dirname(sidecarPath), sidecar.graphFile), sidecar);
    const { lastVectorId, lastRemovedSeq } = sidecar;
    return { lastVectorId, lastRemovedSeq };
  } catch {
    return undefined;
  }
}

/**
 * Reads a persisted graph. All checks come before the native loader, which crashes on damaged files and accepts files of another
 * dimension.
 * @throws PhotoseekError `graph-invalid` with the reason; the graph can always be built again
 */
export async function readGraph(
  sidecarPath: string,
  expected: SpaceIdentity,
): Promise<{ graph: HnswGraph; cursor: Cursor }> {
  const sidecar = readSidecar(sidecarPath, parseSidecar);
  checkIdentity(sidecar, expected);
  checkShape(sidecar);
  const path = join(dirname(sidecarPath), sidecar.graphFile);
  checkSize(path, sidecar);
  await checkHash(path, sidecar.sha256);
  const graph = HnswGraph.read(path, expected.dim, sidecar.removedIds);
  if (graph.size !== sidecar.count) throw graphInvalid(`it holds ${graph.size} vectors, expected ${sidecar.count}`);
  return { graph, cursor: { lastVectorId: sidecar.lastVectorId, lastRemovedSeq: sidecar.lastRemovedSeq } };
}

function checkShape({ m }: Sidecar): void {
  if (m !== GRAPH_PARAMETERS.m) throw graphInvalid(`it has M=${m}, expected ${GRAPH_PARAMETERS.m}`);
}

function checkSize(path: string, sidecar: Sidecar): void {
  const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size;
  if (sizeBytes !== sidecar.graphBytes)
    throw graphInvalid(`its file has ${sizeBytes ?? 'no'} bytes, expected ${sidecar.graphBytes}`);
}

function verifyWritten(path: string, graph: HnswGraph, removedIds: readonly number[]): void {
  const readBack = HnswGraph.read(path, graph.dim, removedIds);
  if (readBack.size !== graph.size) throw new Error(`${readBack.size} of ${graph.size} vectors were written.`);
}
