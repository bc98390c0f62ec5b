import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { toFsPath } from '../../runtime/fs-path.js';
import { type FileStatus, statFile } from '../../runtime/stat-file.js';
import type { LibraryContext } from '../../search/context.js';
import type { DuplicateRow } from '../../store/queries/duplicate-queries.js';
import { compareForKeeping } from './keeper.js';

/** A file that is on disk now, unchanged since it was indexed. */
export interface PresentFile {
  /** Its name that is shown. */
  path: string;
  /** Further names of the same file that the library knows. */
  aliases: string[];
  sizeBytes: number;
  mtimeMs: number;
  /** Whether no name beyond those the library knows refers to its bytes: deleting all of them frees the space. */
  isWhole: boolean;
}

/** Photos whose files are looked up on disk at a time. */
const CHUNK = 500;
/** Files looked up at a time. */
const CONCURRENCY = 32;

interface Name {
  photoId: number;
  path: string;
  status: FileStatus;
}

/**
 * The files of photos that are on disk now with the size and time they were indexed with, each once whatever its names, the best to keep
 * first. Photos without one are left out: what is gone can neither be kept nor reclaimed. Managed originals are the library's own and not to be
 * deleted: one stands for a photo that has no other file.
 */
export async function findPresentFiles(
  { catalogue, scope, statFile: stat = statFile }: LibraryContext,
  rows: readonly DuplicateRow[],
  yieldIfDue: () => Promise<void> | undefined,
): Promise<Map<number, PresentFile[]>> {
  const names: Name[] = [];
  for (let at = 0; at < rows.length; at += CHUNK) {
    const ids = rows.slice(at, at + CHUNK).map(({ id }) => id);
    const files = catalogue.duplicates.listFiles(ids, scope);
    for (let from = 0; from < files.length; from += CONCURRENCY) {
      const looked = files.slice(from, from + CONCURRENCY).map(async ({ photoId, path, sizeBytes, mtimeMs }) => {
        const status = await stat(path);
        return status?.sizeBytes === sizeBytes && status.mtimeMs === mtimeMs ? [{ photoId, path, status }] : [];
      });
      names.push(...(await Promise.all(looked)).flat());
      await yieldIfDue();
    }
  }
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const present = new Map<number, PresentFile[]>();
  for (const same of groupByFile(names)) {
    const [{ photoId, status }] = same as [Name];
    // One file that was indexed as two photos was changed in between: of one of them the library is wrong.
    if (same.some((name) => name.photoId !== photoId)) continue;
    const row = rowOf.get(photoId) as DuplicateRow;
    const [path, ...aliases] = same
      .map((name) => ({ ...row, path: name.path }))
      .sort(compareForKeeping)
      .map((candidate) => candidate.path) as [string, ...string[]];
    const { sizeBytes, mtimeMs, links } = status;
    const file = { path, aliases, sizeBytes, mtimeMs, isWhole: same.length >= links };
    present.set(photoId, [...(present.get(photoId) ?? []), file]);
  }
  for (const [photoId, files] of present) {
    const own = files.filter(({ path }) => !catalogue.isManaged(path));
    present.set(photoId, own.length > 0 ? own : files.slice(0, 1));
  }
  return present;
}

/** Names by the file they refer to. */
function groupByFile(names: readonly Name[]): Name[][] {
  const files = new Map<string, Name[]>();
  for (const name of names) {
    const keys = keysOf(name.status, name.path);
    const joined = [...new Set(keys.flatMap((key) => files.get(key) ?? [])), name];
    for (const { status, path } of joined) for (const key of keysOf(status, path)) files.set(key, joined);
  }
  return [...new Set(files.values())];
}

/** Names with a key in common are one file. */
function keysOf({ device, inode, ctimeNs, mtimeMs, sizeBytes }: FileStatus, path: string): string[] {
  if (inode === 0n) return [`path ${path}`];
  // A share that is mounted twice may be two devices. No program sets the time of change: an inode that agrees in it, too, is one file.
  return [`device ${device} ${inode}`, `change ${inode} ${ctimeNs} ${mtimeMs} ${sizeBytes}`];
}

/**
 * Whether a file still has the bytes of a photo. Size and time do not tell: programs that write tags may set the time back.
 * @param contentHash first hex digits of the SHA-256
 */
export async function hasBytesOf(path: string, contentHash: string, signal?: AbortSignal): Promise<boolean> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(toFsPath(path), { signal })) hash.update(chunk as Buffer);
  } catch {
    signal?.throwIfAborted();
    return false;
  }
  return hash.digest('hex').startsWith(contentHash);
}
