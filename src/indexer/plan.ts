import { extname, sep } from 'node:path';
import type { ErrorCode } from '../errors.js';
import { PICTURE_ENDINGS } from '../media/identify/formats.js';
import { IDENTIFY_BYTES, identify } from '../media/identify/identify.js';
import { openToRead } from '../media/worker/read-file.js';
import { METADATA_VERSION } from '../metadata/version.js';
import type { FoundFile, KnownFile } from '../store/records.js';
import { embedStage } from '../store/records.js';
import type { FileFailure } from './progress/events.js';

/** A file that is to be read. */
export interface PlannedFile extends FoundFile {
  /** It is as it was: only its metadata may have changed. */
  isRefresh?: true;
}

/** What a run has to do under its roots. */
export interface Plan {
  toDo: PlannedFile[];
  unchanged: number;
  /** Files that are no pictures by name and content. */
  skipped: number;
  /** Ids of known files that are gone. */
  removedIds: number[];
  /** Failures that are remembered and not tried again. */
  remembered: FileFailure[];
}

/** Failures that may pass without the file changing. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['unreadable', 'vanished', 'changed-while-reading', 'decoder-timeout']);

/**
 * Compares what is on disk with what is known. Unchanged means: same size, same time of last change, and either a lasting failure or a
 * vector and metadata of this version, read with the same sidecars as there are now.
 */
export class Planner {
  readonly #known = new Map<string, KnownFile>();
  readonly #retryFailed: boolean;
  readonly #embedded: string;
  readonly #closedFolders: string[] = [];
  readonly plan: Plan = { toDo: [], unchanged: 0, skipped: 0, removedIds: [], remembered: [] };

  /** @param retryFailed try again what failed for good */
  constructor(known: readonly KnownFile[], spaceId: number, retryFailed = false) {
    this.#embedded = ` ${embedStage(spaceId)}@`;
    this.know(known);
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
    if (isSame && this.#hasVector(known) && !hasCurrentMetadata(known, file)) {
      this.plan.toDo.push({ ...file, isRefresh: true });
    } else if (isSame && this.#isDone(known)) {
      this.plan.unchanged++;
      if (known.failureCode !== null) {
        this.plan.remembered.push({ path: file.path, code: known.failureCode, message: known.failureMessage ?? '' });
      }
    } else if (known !== undefined || (await mayBePicture(file.path))) {
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

  #isDone(known: KnownFile): boolean {
    if (known.failureCode === null) return this.#hasVector(known);
    return !this.#retryFailed && !PASSING.has(known.failureCode);
  }

  #hasVector({ stages }: KnownFile): boolean {
    return ` ${stages}`.includes(this.#embedded);
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

function hasCurrentMetadata(known: KnownFile, file: FoundFile): boolean {
  return (
    ` ${known.stages} `.includes(` metadata@${METADATA_VERSION} `) && known.sidecarStamp === (file.sidecarStamp ?? '')
  );
}

/** What is named like a picture is tried as one, whatever it holds; other files are looked into first. */
async function mayBePicture(path: string): Promise<boolean> {
  if (PICTURE_ENDINGS.has(extname(path).toLowerCase())) return true;
  const handle = await openToRead(path).catch(() => undefined);
  // A file with a foreign ending that cannot even be opened is nobody's missing photo.
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
