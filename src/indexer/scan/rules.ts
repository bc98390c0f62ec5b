import { lstat, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Ignore } from 'ignore';
import type { KindName } from '../../model/content-kind.js';
import { toFsPath } from '../../runtime/fs-path.js';
import { MANAGED_FOLDER } from '../../store/managed-folder.js';
import { isPassedOver, NO_MEDIA_FILE } from './passed-over.js';
import { type PatternUsage, parseOptionPatterns, parsePatterns, testPath } from './patterns.js';

/** Which files under a root are indexed. Stored with the root: later runs and the watcher apply the same rules. */
export interface RootRules {
  /** Patterns as in a `.gitignore`, relative to the root. A pattern is no line: `#recycle` is no comment. */
  exclude: string[];
  /** Take hidden files and folders too. */
  hidden: boolean;
  /** Follow symbolic links. */
  followLinks: boolean;
  /** `sibling`: a camera's raw file is passed over where its JPEG or HEIC, of the same name, lies beside it. */
  raw: 'all' | 'sibling';
  /** The kinds of contents that are taken. Documents and 3D models are not expected among photos, and are taken where they are asked for. */
  kinds: KindName[];
}

/** The rules of a root for which none were given. */
export const DEFAULT_RULES: RootRules = {
  ...{ exclude: [], hidden: false, followLinks: false, raw: 'all' },
  kinds: ['photos', 'videos'],
};

/** Rules as they were stored with a root; missing ones have their defaults. */
export function parseRules(json: string): RootRules {
  const rules = JSON.parse(json) as Partial<RootRules>;
  return { ...DEFAULT_RULES, ...rules };
}

/** A file with patterns as in a `.gitignore`, in any folder of a root; they hold for that folder and all below it. */
export const IGNORE_FILE = '.photoseekignore';

/** Larger ignore files are not read: they are not written by hand. */
const MAX_IGNORE_BYTES = 256 * 1024;

/** The folder of a library that holds small images. */
export const THUMBNAILS_FOLDER = 'thumbnails';

/** Folders of a library that hold images. The managed originals are indexed by the library itself. */
const LIBRARY_FOLDERS: ReadonlySet<string> = new Set([THUMBNAILS_FOLDER, MANAGED_FOLDER]);

interface Layer {
  folder: string;
  patterns: Ignore;
}

/** Constant for a whole walk. */
interface Walked {
  root: RootRules;
  /** See {@link FolderRules.forRoot}. */
  ownFolder: string | undefined;
  usage: PatternUsage | undefined;
}

/** Tells whether a folder contains a file of this name. */
type Contains = (name: string) => boolean | Promise<boolean>;

/** The rules as they hold in one folder: those of the root, and of every ignore file on the way down. */
export class FolderRules {
  readonly #walked: Walked;
  readonly #layers: readonly Layer[];
  /** The folder is that of a library, which may be another one than the run writes to. */
  readonly #isLibrary: boolean;

  private constructor(walked: Walked, layers: readonly Layer[], isLibrary: boolean) {
    this.#walked = walked;
    this.#layers = layers;
    this.#isLibrary = isLibrary;
  }

  /**
   * The rules in a root. It was named by the user, and is not excluded itself.
   * @param options.ownFolder the folder of the library that the run writes to: what it holds is output, not input
   * @param options.usage notes which patterns of the root match something
   */
  static async forRoot(
    folder: string,
    root: RootRules,
    { ownFolder, usage }: { ownFolder?: string; usage?: PatternUsage } = {},
  ): Promise<FolderRules> {
    const layers = root.exclude.length === 0 ? [] : [{ folder, patterns: parseOptionPatterns(root.exclude) }];
    const contains = containsOnDisk(folder);
    const rules = new FolderRules({ root, ownFolder, usage }, layers, await isLibrary(contains));
    return rules.#withIgnoreFile(folder, layers, contains);
  }

  /** The rules in a folder anywhere below the root of these rules; `undefined` when the folder itself is excluded. */
  async forFolder(root: string, folder: string): Promise<FolderRules | undefined> {
    let here: FolderRules | undefined = this;
    let path = root;
    for (const name of relative(root, folder).split(sep).filter(Boolean)) {
      path = join(path, name);
      if (here.isExcluded(path, name, true)) return undefined;
      here = await here.enter(path, containsOnDisk(path));
      if (here === undefined) return undefined;
    }
    return here;
  }

  get followLinks(): boolean {
    return this.#walked.root.followLinks;
  }

  /** The rules one folder further down; `undefined` when a file in it excludes it. */
  async enter(folder: string, contains: Contains): Promise<FolderRules | undefined> {
    if (await contains(NO_MEDIA_FILE)) return undefined;
    const rules = new FolderRules(this.#walked, this.#layers, await isLibrary(contains));
    return rules.#withIgnoreFile(folder, this.#layers, contains);
  }

  isExcluded(path: string, name: string, isFolder: boolean): boolean {
    const { root, ownFolder, usage } = this.#walked;
    usage?.note(path, isFolder);
    if (name === IGNORE_FILE || isPassedOver(name, basename(dirname(path)), isFolder)) return true;
    if (path === ownFolder || (this.#isLibrary && LIBRARY_FOLDERS.has(name))) return true;
    if (name.startsWith('.') && !root.hidden) return true;
    // The innermost folder with a matching pattern decides, as in git.
    for (const { folder, patterns } of [...this.#layers].reverse()) {
      const verdict = testPath(patterns, folder, path, isFolder);
      if (verdict.ignored) return true;
      if (verdict.unignored) return false;
    }
    return false;
  }

  async #withIgnoreFile(folder: string, layers: readonly Layer[], contains: Contains): Promise<FolderRules> {
    if (!(await contains(IGNORE_FILE))) return this;
    const text = await readIgnoreFile(join(folder, IGNORE_FILE));
    if (text === undefined) return this;
    const patterns = parsePatterns(text.split(/\r?\n/));
    return new FolderRules(this.#walked, [...layers, { folder, patterns }], this.#isLibrary);
  }
}

/** For a folder that is not listed. */
function containsOnDisk(folder: string): Contains {
  return (name) =>
    lstat(toFsPath(join(folder, name))).then(
      () => true,
      () => false,
    );
}

/** By the files that every library has after an index run; the one of the run is known by its path. */
async function isLibrary(contains: Contains): Promise<boolean> {
  return (await contains('catalogue.db')) && (await contains('index-lock.db'));
}

async function readIgnoreFile(path: string): Promise<string | undefined> {
  const bytes = await readFile(toFsPath(path)).catch(() => undefined);
  return bytes === undefined || bytes.length > MAX_IGNORE_BYTES ? undefined : bytes.toString('utf8');
}
