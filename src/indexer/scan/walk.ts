import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { toReadError } from '../../media/worker/read-file.js';
import { fromNameBytes, toFsPath } from '../../runtime/fs-path.js';
import type { FoundFile } from '../../store/records.js';
import type { FileFailure } from '../progress/events.js';
import { findDevelopedRaws, isDevelopedRaw } from './raw-siblings.js';
import { FolderRules, type RootRules } from './rules.js';
import { findSidecars, stampSingle } from './sidecar-stamps.js';

/** The findings of a walk, one at a time. */
export type WalkFinding =
  | { type: 'file'; file: FoundFile }
  | { type: 'failure'; failure: FileFailure }
  /** A folder that could not be listed: nothing is known about the files below it. */
  | { type: 'closed-folder'; failure: FileFailure };

/** Files whose stats are asked for at once; enough to keep a network disk busy. */
const STATS_AT_ONCE = 64;

interface Entry {
  path: string;
  name: string;
  kind: 'file' | 'folder' | 'link' | 'other';
  /** Of its sidecars. */
  sidecarStamp?: string;
}

/** One walk: the folders still to be visited, and the files and folders seen, so that no link leads anywhere twice. */
export class Walk {
  readonly #root: string;
  readonly #rules: RootRules;
  readonly #folders: { path: string; rules: FolderRules }[] = [];
  /** Links wait until everything else was seen: a file that is also reached directly is known by its own path. */
  readonly #links: Entry[] = [];
  readonly #seen = new Set<string>();

  /** @param root the folder whose rules hold; it may itself be hidden: it was named */
  constructor(root: string, rules: RootRules) {
    this.#root = root;
    this.#rules = rules;
  }

  /**
   * Walks the root, or a folder or file below it. A link that leads nowhere is a failure.
   * @param from default: the root
   */
  async *run(from: string = this.#root): AsyncGenerator<WalkFinding> {
    const isFolder = await stat(toFsPath(from)).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (!isFolder) {
      yield* this.#examineSingle(from);
      return;
    }
    const rules = await FolderRules.forFolder(this.#root, from, this.#rules);
    if (rules !== undefined) this.#folders.push({ path: from, rules });
    yield* this.#walkFolders();
    // A link may lead to a folder with further links.
    for (let link = this.#links.shift(); link !== undefined; link = this.#links.shift()) {
      const finding = await this.#followLink(link);
      if (finding !== undefined) yield finding;
      yield* this.#walkFolders();
    }
  }

  async *#walkFolders(): AsyncGenerator<WalkFinding> {
    for (let folder = this.#folders.pop(); folder !== undefined; folder = this.#folders.pop()) {
      if (this.#rules.followLinks && (await this.#isSeen(folder.path))) continue;
      const entries = await listFolder(folder.path);
      if (!Array.isArray(entries)) {
        yield entries;
        continue;
      }
      const files: Entry[] = [];
      for (const entry of entries) {
        if (folder.rules.isExcluded(entry.path, entry.name, entry.kind === 'folder')) continue;
        if (entry.kind === 'folder')
          this.#folders.push({ path: entry.path, rules: await folder.rules.enter(entry.path) });
        else files.push(entry);
      }
      const names = files.map(({ name }) => name);
      const sidecars = await findSidecars(folder.path, names);
      const isDevelopedElsewhere = this.#rules.raw === 'sibling' ? findDevelopedRaws(names) : () => false;
      const others: Entry[] = [];
      for (const entry of files) {
        if (sidecars.isSidecar(entry.name) || isDevelopedElsewhere(entry.name)) continue;
        entry.sidecarStamp = sidecars.stampOf(entry.name);
        if (entry.kind === 'link' && this.#rules.followLinks) this.#links.push(entry);
        else others.push(entry);
      }
      for (let i = 0; i < others.length; i += STATS_AT_ONCE) {
        const findings = await Promise.all(others.slice(i, i + STATS_AT_ONCE).map((entry) => this.#examine(entry)));
        for (const finding of findings) if (finding !== undefined) yield finding;
      }
    }
  }

  async #examine({ path, kind, sidecarStamp }: Entry): Promise<WalkFinding | undefined> {
    try {
      const stats = await lstat(toFsPath(path));
      if (stats.isFile()) {
        if (this.#rules.followLinks) this.#seen.add(toIdentity(stats));
        return { type: 'file', file: toFoundFile(path, stats, sidecarStamp) };
      }
      // Links are not followed here, but a broken one is reported.
      if (kind === 'link') await stat(toFsPath(path));
      return undefined;
    } catch (cause) {
      return toFailure(path, cause);
    }
  }

  async #followLink({ path, sidecarStamp }: Entry): Promise<WalkFinding | undefined> {
    try {
      const stats = await stat(toFsPath(path));
      if (stats.isDirectory()) {
        const rules = await FolderRules.forFolder(this.#root, path, this.#rules);
        if (rules !== undefined) this.#folders.push({ path, rules });
      } else if (stats.isFile() && !this.#seen.has(toIdentity(stats))) {
        this.#seen.add(toIdentity(stats));
        return { type: 'file', file: toFoundFile(path, stats, sidecarStamp) };
      }
      return undefined;
    } catch (cause) {
      return toFailure(path, cause);
    }
  }

  /** A file that the user named, or a changed file below the root; the rules hold for the latter only. */
  async *#examineSingle(path: string): AsyncGenerator<WalkFinding> {
    if (path !== this.#root) {
      const rules = await FolderRules.forFolder(this.#root, dirname(path), this.#rules);
      if (rules === undefined || rules.isExcluded(path, basename(path), false)) return;
      const isTaken = (name: string) => !rules.isExcluded(join(dirname(path), name), name, false);
      if (this.#rules.raw === 'sibling' && (await isDevelopedRaw(path, basename(path), isTaken))) return;
    }
    const entry = { path, name: basename(path), kind: 'file' as const, sidecarStamp: await stampSingle(path) };
    const finding = await this.#examine(entry);
    if (finding?.type === 'file') {
      yield finding;
      return;
    }
    // A file below a root that is gone is no failure.
    if (path !== this.#root && finding?.type === 'failure' && finding.failure.code === 'vanished') return;
    // A root that has just vanished: nothing is known about the files below it.
    const failure = finding?.failure ?? {
      path,
      code: 'unreadable' as const,
      message: 'This is not a regular file.',
    };
    yield { type: path === this.#root ? 'closed-folder' : 'failure', failure };
  }

  async #isSeen(folder: string): Promise<boolean> {
    const stats = await stat(toFsPath(folder)).catch(() => undefined);
    if (stats === undefined) return false;
    const identity = toIdentity(stats);
    if (this.#seen.has(identity)) return true;
    this.#seen.add(identity);
    return false;
  }
}

async function listFolder(folder: string): Promise<Entry[] | WalkFinding> {
  try {
    // As bytes: a name that is not valid UTF-8 would be lost as text.
    const entries = await readdir(toFsPath(folder), { withFileTypes: true, encoding: 'buffer' });
    return entries.map((entry) => toEntry(folder, entry)).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    const { code, message } = toReadError(cause as NodeJS.ErrnoException);
    return { type: 'closed-folder', failure: { path: folder, code, message: `The folder: ${message}` } };
  }
}

function toEntry(folder: string, entry: Dirent<Buffer>): Entry {
  const name = fromNameBytes(entry.name);
  const kind = entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : entry.isFile() ? 'file' : 'other';
  return { path: join(folder, name), name, kind };
}

function toFailure(path: string, cause: unknown): WalkFinding {
  const { code, message } = toReadError(cause as NodeJS.ErrnoException);
  return { type: 'failure', failure: { path, code, message } };
}

function toIdentity(stats: Stats): string {
  return `${stats.dev}:${stats.ino}`;
}

function toFoundFile(path: string, stats: Stats, sidecarStamp = ''): FoundFile {
  const file = { path, sizeBytes: stats.size, mtimeMs: stats.mtimeMs };
  return sidecarStamp === '' ? file : { ...file, sidecarStamp };
}
