import { closeSync, fstatSync, openSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Cursor, SpaceIdentity } from '../../port.js';
import { checkHash, checkIdentity, graphInvalid, readSidecar, writeSidecar } from '../persisted-files.js';
import { GRAPH_SHAPE, NativeGraph } from './native-graph.js';

/** Version of the sidecar and of the graph's file, which is that of usearch 2. */
const FORMAT = 1;

/** The state of a file in its file system. A change of its bytes changes its times, and a copy is another file. */
interface Stamp {
  bytes: number;
  /** Of the last change of the bytes and of anything else, in nanoseconds; as text, because JSON has no integers of 64 bits. */
  mtimeNs: string;
  ctimeNs: string;
  inode: string;
}

/** The description that is stored beside a graph. */
export interface Sidecar extends SpaceIdentity, Cursor {
  engine: 'usearch';
  format: number;
  m: number;
  /** Vectors in the file, removed ones included. */
  count: number;
  /** Vectors in the file that were removed since. */
  removedIds: number[];
  graphFile: string;
  /** Of the file when its bytes were last compared with `sha256`. */
  stamp: Stamp;
  sha256: string;
}

/** A persisted graph in use. Close it when another takes its place. */
export interface OpenGraph {
  graph: NativeGraph;
  sidecar: Sidecar;
  /** Whether the file that is mapped still has the bytes it was opened with; a search in one that has not would end the process. */
  isIntact(): boolean;
  close(): void;
}

/**
 * Maps a persisted graph into memory. Native code dies on damaged bytes, and reading all of them takes longer than a search. So their checksum is
 * computed when they are written, and the file's size, times and inode are recorded with it: while these are the same, nobody has written
 * to the file, and only otherwise (a copied library) the checksum is computed again, and the new times recorded.
 * @param checkBytes compute it in any case
 * @throws PhotoseekError `graph-invalid` with the reason; the graph can always be built again
 */
export async function openGraph(
  sidecarPath: string,
  expected: SpaceIdentity,
  { checkBytes = false } = {},
): Promise<OpenGraph> {
  for (;;) {
    const sidecar = readChecked(sidecarPath, expected);
    try {
      return await openFile(sidecarPath, sidecar, checkBytes);
    } catch (error) {
      // Another process has replaced the graph in between: the file it names now is the one to open.
      if (!hasChanged(sidecarPath, sidecar, expected)) throw error;
    }
  }
}

async function openFile(sidecarPath: string, given: Sidecar, checkBytes: boolean): Promise<OpenGraph> {
  const path = join(dirname(sidecarPath), given.graphFile);
  const sidecar = await checkFile(sidecarPath, path, given, checkBytes);
  const file = openSync(path, 'r');
  try {
    const graph = NativeGraph.view(path, sidecar.dim);
    if (graph.size !== sidecar.count) throw graphInvalid(`it holds ${graph.size} vectors, expected ${sidecar.count}`);
    const { bytes, mtimeNs } = sidecar.stamp;
    const isIntact = () => {
      const now = fstatSync(file, { bigint: true });
      return Number(now.size) === bytes && String(now.mtimeNs) === mtimeNs;
    };
    return { graph, sidecar, isIntact, close: () => closeSync(file) };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** @returns the sidecar with the file's stamp */
async function checkFile(sidecarPath: string, path: string, sidecar: Sidecar, checkBytes: boolean): Promise<Sidecar> {
  const stamp = readStamp(path);
  if (stamp?.bytes !== sidecar.stamp.bytes)
    throw graphInvalid(`its file has ${stamp?.bytes ?? 'no'} bytes, expected ${sidecar.stamp.bytes}`);
  const isUntouched = isSameStamp(stamp, sidecar.stamp);
  if (isUntouched && !checkBytes) return sidecar;
  await checkHash(path, sidecar.sha256);
  if (isUntouched) return sidecar;
  const renewed = { ...sidecar, stamp };
  try {
    writeSidecar(sidecarPath, renewed);
  } catch {
    // A library on a medium that is read-only: the checksum is computed each time.
  }
  return renewed;
}

/** The cursor of a persisted graph, which is not loaded; `undefined` where there is none, or none that can be used. */
export function readCursor(sidecarPath: string, expected: SpaceIdentity): Cursor | undefined {
  try {
    const { lastVectorId, lastRemovedSeq, graphFile, stamp } = readChecked(sidecarPath, expected);
    if (readStamp(join(dirname(sidecarPath), graphFile))?.bytes !== stamp.bytes) return undefined;
    return { lastVectorId, lastRemovedSeq };
  } catch {
    return undefined;
  }
}

/** @throws PhotoseekError `graph-invalid` */
export function readChecked(sidecarPath: string, expected: SpaceIdentity): Sidecar {
  const sidecar = readSidecar(sidecarPath, parse);
  checkIdentity(sidecar, expected);
  if (sidecar.m !== GRAPH_SHAPE.m) throw graphInvalid(`it has M=${sidecar.m}, expected ${GRAPH_SHAPE.m}`);
  return sidecar;
}

/** Records a file that was written and whose bytes have this checksum. */
export function saveSidecar(
  sidecarPath: string,
  { libraryId, space, dim }: SpaceIdentity,
  { lastVectorId, lastRemovedSeq }: Cursor,
  graph: Pick<Sidecar, 'count' | 'removedIds' | 'graphFile' | 'sha256'> & { stamp?: Stamp },
): Sidecar {
  const stamp = graph.stamp ?? readStamp(join(dirname(sidecarPath), graph.graphFile));
  if (stamp === undefined) throw graphInvalid('its file is gone');
  const sidecar: Sidecar = {
    ...{ engine: 'usearch', format: FORMAT, m: GRAPH_SHAPE.m, libraryId, space, dim, lastVectorId, lastRemovedSeq },
    ...{ count: graph.count, removedIds: graph.removedIds, graphFile: graph.graphFile, sha256: graph.sha256, stamp },
  };
  writeSidecar(sidecarPath, sidecar);
  return sidecar;
}

function hasChanged(sidecarPath: string, { graphFile }: Sidecar, expected: SpaceIdentity): boolean {
  try {
    return readChecked(sidecarPath, expected).graphFile !== graphFile;
  } catch {
    return false;
  }
}

function readStamp(path: string): Stamp | undefined {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return (
    found && {
      bytes: Number(found.size),
      mtimeNs: String(found.mtimeNs),
      ctimeNs: String(found.ctimeNs),
      inode: String(found.ino),
    }
  );
}

function isSameStamp(a: Stamp, b: Stamp): boolean {
  return a.bytes === b.bytes && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs && a.inode === b.inode;
}

/** By hand: loading a library for schemas takes longer than a search. */
function parse(value: unknown): Sidecar | undefined {
  const given = Object(value) as Sidecar;
  const stamp = Object(given.stamp) as Stamp;
  const numbers = [given.m, given.dim, given.count, given.lastVectorId, given.lastRemovedSeq, stamp.bytes];
  const texts = [given.libraryId, given.space, given.sha256, stamp.mtimeNs, stamp.ctimeNs, stamp.inode];
  const isSidecar =
    given.engine === 'usearch' &&
    given.format === FORMAT &&
    numbers.every((number) => Number.isSafeInteger(number) && number >= 0) &&
    texts.every((text) => typeof text === 'string') &&
    typeof given.graphFile === 'string' &&
    /^[\w.-]+\.usearch$/.test(given.graphFile) &&
    Array.isArray(given.removedIds) &&
    given.removedIds.every((id) => Number.isSafeInteger(id));
  return isSidecar ? given : undefined;
}
