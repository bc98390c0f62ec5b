/** Shared by the engines that persist a graph: the sidecar that names the file of the graph, the names of these files, and the errors. */
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PhotoseekError } from '../../errors.js';
import { flushFile, flushFolder } from '../../runtime/flush-file.js';
import type { SpaceIdentity } from '../port.js';

/** Names of the files of graphs, after the name of their sidecar; `.part`: one that is being written. */
const GRAPH_FILE = /^-[\da-f]+\.(hnsw|usearch)(\.part)?$/;

/** A file that another process may still be writing is left for so long. */
const PART_LIFETIME_MS = 3_600_000;

/** A sidecar on disk. It has a checksum of its own: nothing else reveals a wrong digit in it. */
interface Sealed {
  sidecar: unknown;
  sha256: unknown;
}

/** Replaces a sidecar as a whole: a crash at any moment leaves the old one or the new one. */
export function writeSidecar(path: string, sidecar: object): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, JSON.stringify({ sidecar, sha256: hashText(JSON.stringify(sidecar)) }));
    flushFile(temporary);
    renameSync(temporary, path);
  } catch (error) {
    removeIfThere(temporary);
    throw error;
  }
  flushFolder(dirname(path));
}

/**
 * @param parse `undefined` for a value that is not a sidecar of this version
 * @throws PhotoseekError `graph-invalid`
 */
export function readSidecar<T>(path: string, parse: (sidecar: unknown) => T | undefined): T {
  let json: Sealed | null;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw graphInvalid(`its sidecar cannot be read (${(cause as Error).message})`, cause);
  }
  const { sidecar, sha256, ...others } = Object(json) as Sealed;
  const parsed = Object.keys(others).length === 0 ? parse(sidecar) : undefined;
  if (parsed === undefined) throw graphInvalid('its sidecar is of another version or damaged');
  // Of the file as it was read: the order of the keys counts.
  if (hashText(JSON.stringify(sidecar)) !== sha256) throw graphInvalid("its sidecar's checksum does not match");
  return parsed;
}

/** Whether a sidecar, sound or not, is one of the engine `usearch`. */
export function namesMappedGraph(path: string): boolean {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))?.sidecar?.engine === 'usearch';
  } catch {
    return false;
  }
}

/** @throws PhotoseekError `graph-invalid` where a persisted graph belongs to another space or library */
export function checkIdentity(sidecar: SpaceIdentity, expected: SpaceIdentity): void {
  for (const key of ['libraryId', 'space', 'dim'] as const) {
    if (sidecar[key] !== expected[key]) throw graphInvalid(`its ${key} is ${sidecar[key]}, expected ${expected[key]}`);
  }
}

/** Deletes a persisted graph, its sidecar first, and the files of graphs that killed processes left behind, whichever engine wrote them. */
export function removeGraph(sidecarPath: string): void {
  // Recursive: a folder may have its name.
  rmSync(sidecarPath, { recursive: true, force: true });
  removeOthers(sidecarPath, undefined);
}

/** Deletes all files of graphs beside a sidecar but one. */
export function removeOthers(sidecarPath: string, keep: string | undefined): void {
  const folder = dirname(sidecarPath);
  const stem = basename(sidecarPath, '.json');
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(stem) || name === keep || !GRAPH_FILE.test(name.slice(stem.length))) continue;
    const path = join(folder, name);
    if (keep !== undefined && name.endsWith('.part') && !isOld(path)) continue;
    removeIfThere(path);
  }
}

function isOld(path: string): boolean {
  const changedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - changedAt > PART_LIFETIME_MS;
}

export function removeIfThere(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Its folder may be a file, or another process may hold it open; the next save tries again.
  }
}

/** SHA-256 of a file, in hexadecimal digits. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** @throws PhotoseekError `graph-invalid` where a file cannot be read or has another SHA-256 */
export async function checkHash(path: string, sha256: string): Promise<void> {
  const found = await hashFile(path).catch((cause) => {
    throw graphInvalid(`its file cannot be read (${(cause as Error).message})`, cause);
  });
  if (found !== sha256) throw graphInvalid('its checksum does not match');
}

/** The error for a graph or a sidecar that could not be written. */
export function graphUnsaved(folder: string, cause: unknown): PhotoseekError {
  return new PhotoseekError(
    'library-unwritable',
    `The graph could not be saved in ${folder}: ${(cause as Error).message}`,
    { hint: 'Is the disk full?', cause },
  );
}

export function graphInvalid(reason: string, cause?: unknown): PhotoseekError {
  return new PhotoseekError('graph-invalid', `The persisted graph cannot be used: ${reason}.`, { cause });
}

function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
