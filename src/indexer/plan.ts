import type { ErrorCode } from '../errors.js';
import type { KindName } from '../model/content-kind.js';
import { isBelow } from '../model/paths.js';
import type { FoundFile, KnownFile } from '../store/records.js';
import type { ExpectedStages } from './pipeline/stages.js';
import type { FileFailure } from './progress/events.js';
import { DEFAULT_RULES } from './scan/rules.js';
import { WantedKinds } from './scan/wanted-kinds.js';

/** A file that is to be read. */
export interface PlannedFile extends FoundFile {
  /** The stages that an unchanged file lacks. Absent: the file is new, changed or failed before, and goes through all stages. */
  missing?: readonly string[];
  /** The content that the catalogue has for it. */
  contentId?: number;
  /** The external id that a managed original is named after. */
  managedAs?: string;
}

/** The work of a run under its roots. */
export interface Plan {
  toDo: PlannedFile[];
  unchanged: number;
  /** Files that are of no wanted kind by name and content. */
  skipped: number;
  /** Ids of known files that are gone. */
  removedIds: number[];
  /** Stored failures that are not tried again. */
  remembered: FileFailure[];
  /** Unchanged files whose inode's time of change is not recorded yet. */
  unstamped: { id: number; ctimeMs: number }[];
}

/** Which known files a plan takes up in spite of what is recorded. */
export interface PlanOptions {
  /** Those that failed for good. */
  retryFailed?: boolean;
  /** All of them. */
  force?: boolean;
  /** Kinds of contents that are taken. Default: photos and videos. */
  kinds?: readonly KindName[];
}

const PASSING: ReadonlySet<ErrorCode> = new Set(['unreadable', 'vanished', 'changed-while-reading', 'decoder-timeout']);

/** Whether a failure may pass without the file changing. */
export function mayPass(code: ErrorCode): boolean {
  return PASSING.has(code);
}

/**
 * Compares the files on disk with the catalogue. A file is unchanged when its size and its times of last change, of its bytes and of its inode, are those of before, and when
 * it either failed for good or its content went through every stage, in this version, with the same sidecars as there are now.
 */
export class Planner {
  readonly #known = new Map<string, KnownFile>();
  readonly #options: PlanOptions;
  readonly #closedFolders: string[] = [];
  readonly plan: Plan = { toDo: [], unchanged: 0, skipped: 0, removedIds: [], remembered: [], unstamped: [] };

  readonly #expected: ExpectedStages;
  readonly #kinds: WantedKinds;

  constructor(known: readonly KnownFile[], expected: ExpectedStages, options: PlanOptions = {}) {
    this.know(known);
    this.#expected = expected;
    this.#options = options;
    this.#kinds = new WantedKinds(options.kinds ?? DEFAULT_RULES.kinds);
  }

  /** Adds known files; call it before `take`. */
  know(files: readonly KnownFile[]): void {
    for (const file of files) this.#known.set(file.path, file);
  }

  async take(file: FoundFile): Promise<void> {
    // A known one counts as gone: the kinds of its root were changed.
    if (this.#kinds.isUnwanted(file.path)) {
      this.plan.skipped++;
      return;
    }
    const known = this.#known.get(file.path);
    this.#known.delete(file.path);
    const isSame = known !== undefined && !this.#options.force && isUnchanged(known, file);
    const missing = isSame && known.failureCode === null ? this.#findMissing(known, file) : [];
    if (missing.length > 0) {
      this.plan.toDo.push({ ...file, missing });
    } else if (isSame && !this.#mustRetry(known)) {
      this.plan.unchanged++;
      if (known.ctimeMs === null && file.ctimeMs !== undefined)
        this.plan.unstamped.push({ id: known.id, ctimeMs: file.ctimeMs });
      if (known.failureCode !== null) {
        this.plan.remembered.push({ path: file.path, code: known.failureCode, message: known.failureMessage ?? '' });
      }
    } else if (known !== undefined || (await this.#kinds.mayInclude(file.path))) {
      this.plan.toDo.push(known?.contentId ? { ...file, contentId: known.contentId } : file);
    } else {
      this.plan.skipped++;
    }
  }

  /** The record of a file that was not found yet; `undefined` where it is to be read anyway, for its metadata at least. */
  recorded(path: string): KnownFile | undefined {
    const known = this.#known.get(path);
    if (known === undefined || this.#options.force) return undefined;
    if (known.failureCode !== null) return this.#mustRetry(known) ? undefined : known;
    const lacksMetadata = known.sidecarStamp === null || this.#expected.findMissing(known.stages).includes('metadata');
    return lacksMetadata ? undefined : known;
  }

  /** Whether some of the known files were not found yet. */
  get isExpectingFiles(): boolean {
    return this.#known.size > 0;
  }

  /** Treats all known files that were not found as unchanged. */
  keepAll(): void {
    this.plan.unchanged += this.#known.size;
    this.#known.clear();
  }

  /** Treats a file as unchanged that exists but cannot be examined now. */
  keep(path: string): void {
    this.#known.delete(path);
  }

  /** Metadata is each file's own: it is read again when its sidecars changed, whatever was done to the content. */
  #findMissing({ stages, sidecarStamp }: KnownFile, file: FoundFile): readonly string[] {
    const missing = this.#expected.findMissing(stages);
    if (sidecarStamp === (file.sidecarStamp ?? '') || missing.includes('metadata')) return missing;
    return ['metadata', ...missing];
  }

  #mustRetry({ failureCode }: KnownFile): boolean {
    return failureCode !== null && (this.#options.retryFailed || mayPass(failureCode));
  }

  /** Treats all files below a folder as unchanged that cannot be listed now. */
  closeFolder(path: string): void {
    this.#closedFolders.push(path);
  }

  /** Call it when every file was taken: the known files that were not found are gone. */
  finish(): Plan {
    for (const file of this.#known.values()) {
      if (!this.#closedFolders.some((folder) => isBelow(file.path, folder))) this.plan.removedIds.push(file.id);
    }
    return this.plan;
  }
}

function isUnchanged(known: KnownFile, file: FoundFile): boolean {
  const isInodeUnchanged = known.ctimeMs === null || file.ctimeMs === undefined || known.ctimeMs === file.ctimeMs;
  return known.sizeBytes === file.sizeBytes && known.mtimeMs === file.mtimeMs && isInodeUnchanged;
}

/** Adds the plan of one root to that of others. */
export function addPlan(sum: Plan, part: Plan): void {
  // One by one: hundreds of thousands of arguments are more than a call takes.
  for (const file of part.toDo) sum.toDo.push(file);
  for (const id of part.removedIds) sum.removedIds.push(id);
  for (const failure of part.remembered) sum.remembered.push(failure);
  for (const file of part.unstamped) sum.unstamped.push(file);
  sum.unchanged += part.unchanged;
  sum.skipped += part.skipped;
}
