import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toReadError } from '../media/read-file.js';
import type { SeenFile } from '../store/records.js';
import type { FileFailure } from './events.js';

/** What a walk finds, one after the other. */
export type WalkFinding =
  | { type: 'file'; file: SeenFile }
  | { type: 'failure'; failure: FileFailure }
  /** A folder that could not be listed: nothing can be said about what lies below it. */
  | { type: 'closed-folder'; failure: FileFailure };

/** Folders that hold copies, settings or other people's files, never somebody's photos. */
const SKIPPED_FOLDERS = new Set(['@eaDir', 'node_modules', 'System Volume Information', '$RECYCLE.BIN', 'lost+found']);

/** Hidden files and folders (`._*` of macOS and `.git` among them) and well-known clutter. */
function isSkipped(name: string): boolean {
  return name.startsWith('.') || SKIPPED_FOLDERS.has(name);
}

/** Files whose facts are asked for at once; enough to keep a network disk busy. */
const STATS_AT_ONCE = 32;

/**
 * Walks a folder, or reports on a single file. Links are not followed; one that leads nowhere is a failure. The root itself may be
 * hidden or a link: it was named.
 */
export async function* walk(root: string): AsyncGenerator<WalkFinding> {
  const isFolder = await stat(root).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    yield await examineRoot(root);
    return;
  }
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await listFolder(folder);
    if (!Array.isArray(entries)) {
      yield entries;
      continue;
    }
    const others: string[] = [];
    for (const entry of entries) {
      if (isSkipped(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else others.push(path);
    }
    for (let i = 0; i < others.length; i += STATS_AT_ONCE) {
      for (const finding of await Promise.all(others.slice(i, i + STATS_AT_ONCE).map(examine)))
        if (finding) yield finding;
    }
  }
}

/** A root that was there a moment ago and is no file now says nothing about what lies below it. */
async function examineRoot(root: string): Promise<WalkFinding> {
  const finding = await examine(root);
  if (finding?.type === 'file') return finding;
  const failure = finding?.failure ?? { path: root, code: 'unreadable' as const, message: 'This is not a regular file.' };
  return { type: 'closed-folder', failure };
}

async function listFolder(folder: string): Promise<Dirent[] | WalkFinding> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    const { code, message } = toReadError(cause as NodeJS.ErrnoException);
    return { type: 'closed-folder', failure: { path: folder, code, message: `The folder: ${message}` } };
  }
}

async function examine(path: string): Promise<WalkFinding | undefined> {
  try {
    const facts = await lstat(path);
    if (facts.isFile()) return { type: 'file', file: toSeenFile(path, facts) };
    if (facts.isSymbolicLink()) await stat(path);
    return undefined;
  } catch (cause) {
    const { code, message } = toReadError(cause as NodeJS.ErrnoException);
    return { type: 'failure', failure: { path, code, message } };
  }
}

function toSeenFile(path: string, facts: Stats): SeenFile {
  return { path, sizeBytes: facts.size, mtimeMs: facts.mtimeMs };
}
