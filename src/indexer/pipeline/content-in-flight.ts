import type { PreparedFrame } from '../../media/worker/media-process.js';
import type { PreparedFormat } from '../../media/worker/prepared-content.js';
import type { EmbeddedFrame, FileOutcome, MetadataRecord, SeenFile } from '../../store/records.js';
import type { ContentWork } from './choose-work.js';
import { METADATA_STAGE } from './stages.js';

/** A file that was read, and what is to be written of it whatever becomes of its content. */
export interface ReadFile {
  file: SeenFile;
  /** `unchanged`: it was not read again. */
  metadata: MetadataRecord | 'unchanged';
  /** The file itself is as it was when it was indexed. */
  isUnchanged: boolean;
}

/** Contents of fewer frames are begun anew after an interruption. */
const LEAST_SAVED = 16;

interface Frame {
  info: Omit<EmbeddedFrame, 'vectors'>;
  vectors: Map<number, Float32Array>;
}

/**
 * A content on its way through the stages. The first file with its bytes leads it; other files with the same bytes that arrive meanwhile wait
 * for its outcome. It is settled once: when all its frames have their vectors, or when it fails.
 */
export class ContentInFlight {
  readonly sha256: Uint8Array;
  readonly work: ContentWork;
  readonly #onSettled: (outcomes: FileOutcome[]) => void;
  readonly #frames: Frame[] = [];
  readonly #waiting: ReadFile[] = [];
  #awaitedVectors = 0;
  /** Frames from the first that are saved for a later run. */
  #saved = 0;
  #isAbandoned = false;
  #expanded: { lead: ReadFile; format: PreparedFormat } | undefined;
  /** Of further files with the same bytes, once it is settled. */
  #outcomeOf: ((read: ReadFile) => FileOutcome) | undefined;

  readonly #undecodedVersion: string;

  /**
   * @param undecodedVersion the version of its frames when they cannot be decoded
   * @param onSettled called with the outcomes of all files that led it or wait for it, and again for each that joins later
   */
  constructor(
    sha256: Uint8Array,
    work: ContentWork,
    undecodedVersion: string,
    onSettled: (outcomes: FileOutcome[]) => void,
  ) {
    this.sha256 = sha256;
    this.work = work;
    this.#undecodedVersion = undecodedVersion;
    this.#onSettled = onSettled;
  }

  /** Whether vectors of its frames are of no use any more. */
  get isOver(): boolean {
    return this.#outcomeOf !== undefined || this.#isAbandoned;
  }

  /** Whether it goes on behind frames that an interrupted run has embedded. */
  get isResumed(): boolean {
    return this.#saved > 0;
  }

  /** Takes frames in that an interrupted run has embedded in all spaces of its work. */
  addStored(frames: readonly EmbeddedFrame[]): void {
    for (const { vectors, ...info } of frames) this.#frames.push({ info, vectors: new Map(vectors) });
    this.#saved = this.#frames.length;
  }

  /**
   * The frames behind those that were saved before that have all their vectors: so much of the content need not be done again. Empty for
   * contents of few frames, which are soon done, and where nothing is embedded.
   */
  takeUnsaved(): EmbeddedFrame[] {
    const { length } = this.work.targets;
    if (this.isOver || length === 0 || this.#frames.length < LEAST_SAVED) return [];
    const rest = this.#frames.slice(this.#saved);
    const pending = rest.findIndex(({ vectors }) => vectors.size < length);
    const done = pending < 0 ? rest : rest.slice(0, pending);
    this.#saved += done.length;
    return done.map(({ info, vectors }) => ({ ...info, vectors }));
  }

  /** Takes a frame in. @returns takes its vector in a space, one for each space of its work */
  addFrame({ pixels: _, ...info }: Omit<PreparedFrame, 'thumbnail'>): (spaceId: number, vector: Float32Array) => void {
    const frame: Frame = { info, vectors: new Map() };
    this.#frames.push(frame);
    this.#awaitedVectors += this.work.targets.length;
    return (spaceId, vector) => {
      frame.vectors.set(spaceId, vector);
      this.#awaitedVectors--;
      this.#settleWhenDone();
    };
  }

  /** All its frames were taken in. */
  finishExpanding(lead: ReadFile, format: PreparedFormat): void {
    this.#expanded = { lead, format };
    this.#settleWhenDone();
  }

  /** Another file with the same bytes. */
  join(read: ReadFile): void {
    if (this.#outcomeOf === undefined) this.#waiting.push(read);
    else this.#onSettled([this.#outcomeOf(read)]);
  }

  /** It cannot be decoded. @param outcomeOf the outcome of each of its files but the leading one */
  fail(lead: FileOutcome, outcomeOf: (read: ReadFile) => FileOutcome): void {
    this.#settle(lead, outcomeOf);
  }

  /** The run ends before all its frames were expanded: it has no outcome. */
  abandon(): void {
    this.#isAbandoned = true;
  }

  #settleWhenDone(): void {
    if (this.#expanded === undefined || this.#awaitedVectors > 0) return;
    const { lead, format } = this.#expanded;
    this.#settle(this.#toOutcome(lead, format), (read) => toReused(read, this.sha256));
  }

  #settle(lead: FileOutcome, outcomeOf: (read: ReadFile) => FileOutcome): void {
    this.#outcomeOf = outcomeOf;
    // In this order: the content of files that are reused is written before them.
    this.#onSettled([lead, ...this.#waiting.splice(0).map(outcomeOf)]);
  }

  #toOutcome({ file, metadata, isUnchanged }: ReadFile, { undecoded, ...format }: PreparedFormat): FileOutcome {
    const stages = { ...this.work.stages, ...stagesOf(metadata) };
    if (undecoded !== undefined) {
      const frame = { ordinal: 0, atMs: null, page: null, label: null, ...undecoded, vectors: new Map() };
      const content = { sha256: this.sha256, ...format };
      return {
        kind: 'encoded',
        file,
        content,
        frames: [frame],
        stages: { ...stages, frames: this.#undecodedVersion },
        metadata,
        isUndecoded: true,
      };
    }
    if (this.work.targets.length === 0) {
      const phashes = this.#frames.map(({ info }) => info.phash).filter((phash) => phash !== undefined);
      const looks = this.#frames.map(({ info }) => info.look ?? null);
      const regions = this.#frames.map(({ info }) => info.regions ?? []);
      const kind = isUnchanged ? 'refreshed' : 'reused';
      return { kind, file, sha256: this.sha256, metadata, phashes, looks, regions, stages };
    }
    const frames = this.#frames.map(({ info, vectors }) => ({ ...info, vectors }));
    return { kind: 'encoded', file, content: { sha256: this.sha256, ...format }, frames, stages, metadata };
  }
}

/** The outcome of a file whose content is there. */
export function toReused({ file, metadata, isUnchanged }: ReadFile, sha256: Uint8Array): FileOutcome {
  const isRefreshed = isUnchanged && metadata !== 'unchanged';
  return { kind: isRefreshed ? 'refreshed' : 'reused', file, sha256, metadata, stages: stagesOf(metadata) };
}

function stagesOf(metadata: ReadFile['metadata']) {
  return metadata === 'unchanged' ? {} : METADATA_STAGE;
}
