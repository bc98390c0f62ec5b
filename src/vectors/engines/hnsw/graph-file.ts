import { createHash, randomBytes } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
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
import { PhotoseekError } from '../../../errors.js';
import { flushFile, flushFolder } from '../../../runtime/flush-file.js';
import type { Cursor, SpaceIdentity } from '../../port.js';
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

/** The sidecar on disk. It has a checksum of its own: nothing else reveals a wrong digit in it. */
const sealedSchema = z.strictObject({ sidecar: sidecarSchema, sha256: z.string() });

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
  const temporary = `${sidecarPath}.${process.pid}.tmp`;
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
    writeFileSync(temporary, JSON.stringify({ sidecar, sha256: hashText(JSON.stringify(sidecar)) }));
    flushFile(temporary);
    renameSync(temporary, sidecarPath);
  } catch (cause) {
    for (const written of [path, temporary]) removeIfThere(written);
    throw new PhotoseekError(
      'library-unwritable',
      `The graph could not be saved in ${folder}: ${(cause as Error).message}`,
      { hint: 'Is the disk full?', cause },
    );
  }
  flushFolder(folder);
  removeOthers(folder, stem, graphFile);
}

/** The cursor of a persisted graph, which is not loaded; `undefined` where there is none, or none that can be used. */
export function readCursor(sidecarPath: string, expected: SpaceIdentity): Cursor | undefined {
  try {
    const sidecar = readSidecar(sidecarPath);
    checkIdentity(sidecar, expected);
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
  const sidecar = readSidecar(sidecarPath);
  checkIdentity(sidecar, expected);
  const path = join(dirname(sidecarPath), sidecar.graphFile);
  checkSize(path, sidecar);
  await checkHash(path, sidecar);
  const graph = HnswGraph.read(path, expected.dim, sidecar.removedIds);
  if (graph.size !== sidecar.count) throw invalid(`it holds ${graph.size} vectors, expected ${sidecar.count}`);
  return { graph, cursor: { lastVectorId: sidecar.lastVectorId, lastRemovedSeq: sidecar.lastRemovedSeq } };
}

/** Deletes a persisted graph, its sidecar first, and the files of graphs that killed processes left behind. */
export function removeGraph(sidecarPath: string): void {
  // Recursive: a folder may have its name.
  rmSync(sidecarPath, { recursive: true, force: true });
  removeOthers(dirname(sidecarPath), basename(sidecarPath, '.json'), undefined);
}

function readSidecar(path: string): Sidecar {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw invalid(`its sidecar cannot be read (${(cause as Error).message})`, cause);
  }
  const parsed = sealedSchema.safeParse(json);
  if (!parsed.success) throw invalid('its sidecar is of another version or damaged', parsed.error);
  // Of the parsed file, not of the schema's output: the order of the keys counts.
  if (hashText(JSON.stringify((json as { sidecar: unknown }).sidecar)) !== parsed.data.sha256)
    throw invalid("its sidecar's checksum does not match");
  return parsed.data.sidecar;
}

function checkIdentity(sidecar: Sidecar, expected: SpaceIdentity): void {
  for (const key of ['libraryId', 'space', 'dim'] as const) {
    if (sidecar[key] !== expected[key]) throw invalid(`its ${key} is ${sidecar[key]}, expected ${expected[key]}`);
  }
  if (sidecar.m !== GRAPH_PARAMETERS.m) throw invalid(`it has M=${sidecar.m}, expected ${GRAPH_PARAMETERS.m}`);
}

function checkSize(path: string, sidecar: Sidecar): void {
  const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size;
  if (sizeBytes !== sidecar.graphBytes)
    throw invalid(`its file has ${sizeBytes ?? 'no'} bytes, expected ${sidecar.graphBytes}`);
}

async function checkHash(path: string, sidecar: Sidecar): Promise<void> {
  const sha256 = await hashFile(path).catch((cause) => {
    throw invalid(`its file cannot be read (${(cause as Error).message})`, cause);
  });
  if (sha256 !== sidecar.sha256) throw invalid('its checksum does not match');
}

function verifyWritten(path: string, graph: HnswGraph, removedIds: readonly number[]): void {
  const readBack = HnswGraph.read(path, graph.dim, removedIds);
  if (readBack.size !== graph.size) throw new Error(`${readBack.size} of ${graph.size} vectors were written.`);
}

function removeOthers(folder: string, stem: string, keep: string | undefined): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${stem}-`) && name.endsWith('.hnsw') && name !== keep) removeIfThere(join(folder, name));
  }
}

function removeIfThere(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Its folder may be a file, or another process may hold it open; the next save tries again.
  }
}

function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

function invalid(reason: string, cause?: unknown): PhotoseekError {
  return new PhotoseekError('graph-invalid', `The persisted graph cannot be used: ${reason}.`, { cause });
}
