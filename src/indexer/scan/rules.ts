import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** Which files under a root are indexed. Stored with the root: later runs and the watcher apply the same rules. */
export interface RootRules {
  /** Patterns as in a `.gitignore`, relative to the root. */
  exclude: string[];
  /** Take hidden files and folders too. */
  hidden: boolean;
  /** Follow symbolic links. */
  followLinks: boolean;
  /** `sibling`: a camera's raw file is passed over where its JPEG or HEIC, of the same name, lies beside it. */
  raw: 'all' | 'sibling';
}

/** The rules of a root for which none were given. */
export const DEFAULT_RULES: RootRules = { exclude: [], hidden: false, followLinks: false, raw: 'all' };

/** Rules as they were stored with a root; missing ones have their defaults. */
export function parseRules(json: string): RootRules {
  const rules = JSON.parse(json) as Partial<RootRules>;
  return { ...DEFAULT_RULES, ...rules };
}

/** A file with patterns as in a `.gitignore`, in any folder of a root; they hold for that folder and all below it. */
export const IGNORE_FILE = '.photoseekignore';

/** Folders that hold duplicates, settings or programs, never photos of one's own; excluded even with `hidden`. */
const CLUTTER = new Set(['@eaDir', 'node_modules', '.git', 'System Volume Information', '$RECYCLE.BIN', 'lost+found']);

/** Larger ignore files are not read: they are not written by hand. */
const MAX_IGNORE_BYTES = 256 * 1024;

interface Layer {
  folder: string;
  patterns: Ignore;
}

/** The rules as they hold in one folder: those of the root, and of every ignore file on the way down. */
export class FolderRules {
  readonly #root: RootRules;
  readonly #layers: readonly Layer[];

  private constructor(root: RootRules, layers: readonly Layer[]) {
    this.#root = root;
    this.#layers = layers;
  }

  static async forRoot(folder: string, rules: RootRules): Promise<FolderRules> {
    const layers = rules.exclude.length === 0 ? [] : [{ folder, patterns: parsePatterns(rules.exclude) }];
    return new FolderRules(rules, layers).#enter(folder);
  }

  /** The rules in a folder anywhere below a root; `undefined` when the folder itself is excluded. */
  static async forFolder(root: string, folder: string, rules: RootRules): Promise<FolderRules | undefined> {
    let here = await FolderRules.forRoot(root, rules);
    let path = root;
    for (const name of relative(root, folder).split(sep).filter(Boolean)) {
      path = join(path, name);
      if (here.isExcluded(path, name, true)) return undefined;
      here = await here.#enter(path);
    }
    return here;
  }

  get followLinks(): boolean {
    return this.#root.followLinks;
  }

  /** The rules one folder further down. */
  enter(folder: string): Promise<FolderRules> {
    return this.#enter(folder);
  }

  isExcluded(path: string, name: string, isFolder: boolean): boolean {
    if (CLUTTER.has(name) || name.startsWith('._') || name === IGNORE_FILE) return true;
    if (name.startsWith('.') && !this.#root.hidden) return true;
    // The innermost folder with a matching pattern decides, as in git.
    for (const { folder, patterns } of [...this.#layers].reverse()) {
      const inside = relative(folder, path).split(sep).join('/') + (isFolder ? '/' : '');
      const verdict = ignore.isPathValid(inside) ? patterns.test(inside) : { ignored: false, unignored: false };
      if (verdict.ignored) return true;
      if (verdict.unignored) return false;
    }
    return false;
  }

  async #enter(folder: string): Promise<FolderRules> {
    const text = await readIgnoreFile(join(folder, IGNORE_FILE));
    if (text === undefined) return this;
    return new FolderRules(this.#root, [...this.#layers, { folder, patterns: parsePatterns(text.split(/\r?\n/)) }]);
  }
}

function parsePatterns(lines: readonly string[]): Ignore {
  return ignore({ allowRelativePaths: false }).add(lines.slice(0, 10_000));
}

async function readIgnoreFile(path: string): Promise<string | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes === undefined || bytes.length > MAX_IGNORE_BYTES ? undefined : bytes.toString('utf8');
}
