import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { toReadError } from '../../media/worker/read-file.js';
import { fromNameBytes, toFsPath } from '../../runtime/fs-path.js';
import type { FoundFile } from '../../store/records.js';
import type { FileFailure } from '../progress/events.js';
import type { Recorded } from './pairs-before.js';
import type { PatternUsage } from './patterns.js';
import { findDevelopedRaws, isDevelopedRaw } from './raw-siblings.js';
import { FolderRules, type RootRules } from './rules.js';
import { findSidecars, type SidecarOptions, stampSingle } from './sidecar-stamps.js';

/** The findings of a walk, one at a time. */
export type WalkFinding =
  | { type: 'file'; file: FoundFile }
  | { type: 'failure'; failure: FileFailure }
  /** A folder that could not be listed: nothing is known about the files below it. */
  | { type: 'closed-folder'; failure: FileFailure }
  /** The folder or file that the walk was to begin at is excluded. */
  | { type: 'excluded'; path: string };

/** Of one file. */
type Examined = Exclude<WalkFinding, { type: 'excluded' }>;

/** Files whose stats are asked for at once; enough to keep a network disk busy. */
const STATS_AT_ONCE = 64;

interface Entry {
  path: string;
  name: string;
  kind: 'file' | 'folder' | 'link' | 'other';
  /** Of its sidecars. */
  sidecarStamp?: string;
}

/** A folder to be visited. `enter` gives its rules once it is listed; `undefined` when a file in it excludes it. */
interface WaitingFolder {
  path: string;
  enter(contains: (name: string) => boolean): Promise<FolderRules | undefined>;
}

/** Options of a walk. */
export interface WalkOptions {
  /** The folder of the library that the run writes to: what it holds is output, not input. */
  ownFolder?: string;
  /** Notes which of the root's patterns match something. */
  usage?: PatternUsage;
  /** Spares the walk reading what an earlier run has read. */
  recorded?: Recorded;
}

/** One walk: the folders still to be visited, and the files and folders seen, so that no link leads anywhere twice. */
export class Walk {
  readonly #root: string;
  readonly #rules: RootRules;
  readonly #options: WalkOptions;
  readonly #folders: WaitingFolder[] = [];
  /** Links wait until everything else was seen: a file that is also reached directly is known by its own path. */
  readonly #links: Entry[] = [];
  readonly #seen = new Set<string>();
  #rootRules: Promise<FolderRules> | undefined;

  /** @param root the folder whose rules hold; it may itself be hidden: it was named */
  constructor(root: string, rules: RootRules, options: WalkOptions = {}) {
    this.#root = root;
    this.#rules = rules;
    this.#options = options;
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
    const rules = await this.#rulesAt(from);
    if (rules === undefined) yield { type: 'excluded', path: from };
    else this.#folders.push({ path: from, enter: async () => rules });
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
      const listed = new Set(entries.map(({ name }) => name));
      const rules = await folder.enter((name) => listed.has(name));
      if (rules === undefined) continue;
      const files: Entry[] = [];
      for (const entry of entries) {
        if (rules.isExcluded(entry.path, entry.name, entry.kind === 'folder')) continue;
        const { path, kind } = entry;
        if (kind === 'folder') this.#folders.push({ path, enter: (contains) => rules.enter(path, contains) });
        else files.push(entry);
      }
      const names = files.map(({ name }) => name);
      const sidecars = await findSidecars(folder.path, names, this.#sidecarOptions);
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

  async #examine({ path, kind, sidecarStamp }: Entry): Promise<Examined | undefined> {
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
        const rules = await this.#rulesAt(path);
        if (rules !== undefined) this.#folders.push({ path, enter: async () => rules });
      } else if (stats.isFile() && !this.#seen.has(toIdentity(stats))) {
        this.#seen.add(toIdentity(stats));
        return { type: 'file', file: toFoundFile(path, stats, sidecarStamp) };
      }
      return undefined;
    } catch (cause) {
      return toFailure(path, cause);
    }
  }

  get #sidecarOptions(): SidecarOptions {
    const { recorded } = this.#options;
    return { withoutPhotos: !this.#rules.kinds.includes('photos'), ...(recorded && { recorded }) };
  }

  /** A file that the user named, or a changed file below the root; the rules hold for the latter only. */
  async *#examineSingle(path: string): AsyncGenerator<WalkFinding> {
    let sidecarStamp: string | undefined;
    if (path === this.#root) sidecarStamp = await stampSingle(path, () => true);
    else {
      const rules = await this.#rulesAt(dirname(path));
      if (rules === undefined || rules.isExcluded(path, basename(path), false)) {
        yield { type: 'excluded', path };
        return;
      }
      const isTaken = (name: string) => !rules.isExcluded(join(dirname(path), name), name, false);
      if (this.#rules.raw === 'sibling' && (await isDevelopedRaw(path, basename(path), isTaken))) return;
      sidecarStamp = await stampSingle(path, isTaken, this.#sidecarOptions);
      if (sidecarStamp === undefined) return;
    }
    const entry = { path, name: basename(path), kind: 'file' as const, sidecarStamp: sidecarStamp ?? '' };
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

  /** The rules in a folder at or below the root; `undefined` when it is excluded. */
  async #rulesAt(folder: string): Promise<FolderRules | undefined> {
    this.#rootRules ??= FolderRules.forRoot(this.#root, this.#rules, this.#options);
    return (await this.#rootRules).forFolder(this.#root, folder);
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

function toFailure(path: string, cause: unknown): Examined {
  const { code, message } = toReadError(cause as NodeJS.ErrnoException);
  return { type: 'failure', failure: { path, code, message } };
}

function toIdentity(stats: Stats): string {
  return `${stats.dev}:${stats.ino}`;
}

function toFoundFile(path: string, stats: Stats, sidecarStamp = ''): FoundFile {
  const file = { path, sizeBytes: stats.size, mtimeMs: stats.mtimeMs, ctimeMs: stats.ctimeMs };
  return sidecarStamp === '' ? file : { ...file, sidecarStamp };
}
