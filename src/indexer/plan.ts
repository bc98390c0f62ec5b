import { extname, sep } from 'node:path';
import type { ErrorCode } from '../errors.js';
import { PICTURE_ENDINGS } from '../media/identify/formats.js';
import { IDENTIFY_BYTES, identify } from '../media/identify/identify.js';
import { openToRead } from '../media/worker/read-file.js';
import type { FoundFile, KnownFile } from '../store/records.js';
import type { ExpectedStages } from './pipeline/stages.js';
import type { FileFailure } from './progress/events.js';

/** A file that is to be read. */
export interface PlannedFile extends FoundFile {
  /** The stages that an unchanged file lacks. Absent: the file is new, changed or failed before, and goes through all stages. */
  missing?: readonly string[];
}

/** The work of a run under its roots. */
export interface Plan {
  toDo: PlannedFile[];
  unchanged: number;
  /** Files that are no images by name and content. */
  skipped: number;
  /** Ids of known files that are gone. */
  removedIds: number[];
  /** Failures that are remembered and not tried again. */
  remembered: FileFailure[];
}

const PASSING: ReadonlySet<ErrorCode> = new Set(['unreadable', 'vanished', 'changed-while-reading', 'decoder-timeout']);

/** Whether a failure may pass without the file changing. */
export function mayPass(code: ErrorCode): boolean {
  return PASSING.has(code);
}

/**
 * Compares the files on disk with the catalogue. A file is unchanged when its size and its time of last change are those of before, and when
 * it either failed for good or its content went through every stage, in this version, with the same sidecars as there are now.
 */
export class Planner {
  readonly #known = new Map<string, KnownFile>();
  readonly #retryFailed: boolean;
  readonly #closedFolders: string[] = [];
  readonly plan: Plan = { toDo: [], unchanged: 0, skipped: 0, removedIds: [], remembered: [] };

  readonly #expected: ExpectedStages;

  /** @param retryFailed try again what failed for good */
  constructor(known: readonly KnownFile[], expected: ExpectedStages, retryFailed = false) {
    this.know(known);
    this.#expected = expected;
    this.#retryFailed = retryFailed;
  }

  /** More of what is known; before anything is taken. */
  know(files: readonly KnownFile[]): void {
    for (const file of files) this.#known.set(file.path, file);
  }

  async take(file: FoundFile): Promise<void> {
    const known = this.#known.get(file.path);
    this.#known.delete(file.path);
    const isSame = known !== undefined && known.sizeBytes === file.sizeBytes && known.mtimeMs === file.mtimeMs;
    const missing = isSame && known.failureCode === null ? this.#findMissing(known, file) : [];
    if (missing.length > 0) {
      this.plan.toDo.push({ ...file, missing });
    } else if (isSame && !this.#mustRetry(known)) {
      this.plan.unchanged++;
      if (known.failureCode !== null) {
        this.plan.remembered.push({ path: file.path, code: known.failureCode, message: known.failureMessage ?? '' });
      }
    } else if (known !== undefined || (await mayBeImage(file.path))) {
      this.plan.toDo.push(file);
    } else {
      this.plan.skipped++;
    }
  }

  /** Whether known files were not met yet. */
  get isExpectingFiles(): boolean {
    return this.#known.size > 0;
  }

  /** None of the files that were not met is taken for gone. */
  keepAll(): void {
    this.plan.unchanged += this.#known.size;
    this.#known.clear();
  }

  /** This file is not taken for gone: it is there, but nothing can be learned about it now. */
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
    return failureCode !== null && (this.#retryFailed || mayPass(failureCode));
  }

  /** Nothing below this folder is taken for gone. */
  closeFolder(path: string): void {
    this.#closedFolders.push(path + sep);
  }

  /** Call it when everything was taken: what is left of the known files is gone. */
  finish(): Plan {
    for (const file of this.#known.values()) {
      if (!this.#closedFolders.some((folder) => file.path.startsWith(folder))) this.plan.removedIds.push(file.id);
    }
    return this.plan;
  }
}

/** Adds what is to be done under one root to what is to be done under others. */
export function addPlan(sum: Plan, part: Plan): void {
  // One by one: hundreds of thousands of arguments are more than a call takes.
  for (const file of part.toDo) sum.toDo.push(file);
  for (const id of part.removedIds) sum.removedIds.push(id);
  for (const failure of part.remembered) sum.remembered.push(failure);
  sum.unchanged += part.unchanged;
  sum.skipped += part.skipped;
}

/** Files with the ending of an image are tried, whatever they hold; others are identified by their first bytes. */
async function mayBeImage(path: string): Promise<boolean> {
  if (PICTURE_ENDINGS.has(extname(path).toLowerCase())) return true;
  const handle = await openToRead(path).catch(() => undefined);
  // An unreadable file with another ending is not reported as a missing photo.
  if (handle === undefined) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(IDENTIFY_BYTES), 0, IDENTIFY_BYTES, 0);
    return (await identify(buffer.subarray(0, bytesRead))) !== null;
  } catch {
    return false;
  } finally {
    await handle.close();
  }
}
