import ignore, { type Ignore, type TestResult } from 'ignore';
import { toRelativeName } from '../../runtime/fs-path.js';

/** Which patterns of a root matched something on a walk. */
export class PatternUsage {
  readonly #root: string;
  readonly #unused: Map<string, Ignore>;

  constructor(root: string, patterns: readonly string[]) {
    this.#root = root;
    this.#unused = new Map(patterns.map((pattern) => [pattern, parseOptionPatterns([pattern])]));
  }

  /** The patterns that matched none of the paths noted so far. */
  get unused(): string[] {
    return [...this.#unused.keys()];
  }

  note(path: string, isFolder: boolean): void {
    for (const [pattern, compiled] of this.#unused) {
      const { ignored, unignored } = testPath(compiled, this.#root, path, isFolder);
      if (ignored || unignored) this.#unused.delete(pattern);
    }
  }
}

/** Values of an option. */
export function parseOptionPatterns(values: readonly string[]): Ignore {
  return parsePatterns(values.map(toIgnoreLine));
}

/**
 * An option value as a line of an ignore file. There, `#` begins a comment and blanks at the end are dropped; a value is a pattern as it is
 * (`#recycle`).
 */
function toIgnoreLine(pattern: string): string {
  const blanks = / *$/.exec(pattern)?.[0].length ?? 0;
  const escaped = pattern.slice(0, pattern.length - blanks) + '\\ '.repeat(blanks);
  return escaped.startsWith('#') ? `\\${escaped}` : escaped;
}

/** Tests a path below the folder that the patterns belong to. */
export function testPath(
  patterns: Ignore,
  folder: string,
  path: string,
  isFolder: boolean,
): Pick<TestResult, 'ignored' | 'unignored'> {
  const inside = toRelativeName(folder, path) + (isFolder ? '/' : '');
  return ignore.isPathValid(inside) ? patterns.test(inside) : { ignored: false, unignored: false };
}

/** The lines of an ignore file. */
export function parsePatterns(lines: readonly string[]): Ignore {
  return ignore({ allowRelativePaths: false }).add(lines.slice(0, 10_000));
}
