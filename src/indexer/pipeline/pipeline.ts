import type { Encoder } from '../../encoder/types.js';
import { PhotoseekError } from '../../errors.js';
import type { MediaPool, PreparedContent } from '../../media/worker/media-pool.js';
import type { PreparedFrame } from '../../media/worker/media-process.js';
import { METADATA_VERSION } from '../../metadata/version.js';
import type { Catalogue } from '../../store/catalogue.js';
import {
  type ContentInfo,
  embedStage,
  type FileOutcome,
  type FrameInfo,
  type MetadataRecord,
  type SeenFile,
} from '../../store/records.js';
import type { PlannedFile } from '../plan.js';
import { namesInStamp } from '../scan/sidecar-stamps.js';
import { toMetadataRecord } from './metadata-record.js';

/** What the pipeline works with. */
export interface PipelineParts {
  catalogue: Catalogue;
  modelId: number;
  encoder: Encoder;
  media: MediaPool;
  /** Pictures encoded at a time. */
  batchSize: number;
}

/** Told of every file that is finished, after it was written. */
export interface PipelineListener {
  onFinished(outcome: FileOutcome): void;
  /** @param lastPath a file among those just written */
  onWritten(lastPath: string): void;
}

/** Pictures an idle encoder begins with: as many as it computes at a time. */
const LEAST_BATCH = 2;

/** Versions of the stages; another one has them done again. */
const FRAMES_VERSION = '1';
const EMBED_VERSION = '1';

/** Outcomes a transaction, and how long an outcome waits for others; what a crash can lose, and how often a run can say where it is. */
const WRITE_SIZE = 64;
const WRITE_EVERY_MS = 500;

/** A file that was read, and what was read beside its pixels. */
interface ReadFile {
  file: SeenFile;
  metadata: MetadataRecord;
}

type Prepared = PreparedContent & { frame: PreparedFrame | undefined };

/** Files with the same bytes, under way: the first to arrive leads, the others wait for what becomes of it. */
interface Group {
  twins: ReadFile[];
  /** What becomes of every file of the group, once that is known. */
  finish: ((read: ReadFile) => void) | undefined;
}

/** A picture that waits for its vector. */
interface Pending {
  read: ReadFile;
  content: ContentInfo;
  frame: FrameInfo;
  pixels: Uint8Array;
  group: Group;
}

/**
 * decode → encode → store, overlapping, with bounded queues: a stage that is ahead waits for the next one. Every file ends in
 * exactly one outcome; a file that cannot be read is one too.
 */
export class Pipeline {
  /** Pictures that have passed a step. */
  readonly passed = { decode: 0, encode: 0 };
  readonly #parts: PipelineParts;
  readonly #listener: PipelineListener;
  /** Until they are written; from then on the catalogue knows them. */
  readonly #groups = new Map<string, Group>();
  #batch: Pending[] = [];
  #outcomes: FileOutcome[] = [];
  #wroteAtMs = performance.now();
  readonly #encoding = new Set<Promise<void>>();
  #failure: unknown;

  constructor(parts: PipelineParts, listener: PipelineListener) {
    this.#parts = parts;
    this.#listener = listener;
  }

  /** Works through the files; resolves when all are written, or when the signal fired and what was in flight is written. */
  async run(files: readonly PlannedFile[], signal?: AbortSignal): Promise<void> {
    // The decoders start at the same time.
    if (files.length > 0) this.#parts.encoder.prepareForImages();
    let next = 0;
    const feed = async () => {
      while (next < files.length && !signal?.aborted && this.#failure === undefined) {
        await this.#prepare(files[next++] as PlannedFile);
        while (this.#encoding.size > this.#parts.encoder.parallelism) await Promise.race(this.#encoding);
      }
    };
    // One more than there are decoders, so that each finds its next file waiting.
    await Promise.all(Array.from({ length: this.#parts.media.size + 1 }, feed));
    this.#startEncoding();
    await Promise.all(this.#encoding);
    this.#write();
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #prepare(planned: PlannedFile): Promise<void> {
    const { media, encoder, catalogue, modelId } = this.#parts;
    const { path, sidecarStamp = '' } = planned;
    // What is to become of the file is known as soon as its hash is.
    let role: { known: { hasPhash: boolean } } | { leads: Group } | { joins: Group } | undefined;
    const decide = (sha256: Uint8Array): boolean => {
      const known = catalogue.files.findContent(sha256);
      role = known?.stages.has(embedStage(modelId))
        ? { known: { hasPhash: known.stages.has('frames') } }
        : this.#joinGroup(toKey(sha256));
      // A picture of a library that was made before there were perceptual hashes is decoded once more, but not encoded.
      return 'leads' in role || ('known' in role && !role.known.hasPhash);
    };
    try {
      let frame: PreparedFrame | undefined;
      const prepared = await media.prepare(
        { path },
        {
          specs: (sha256) => (decide(sha256) ? [encoder.model.image] : null),
          sidecars: namesInStamp(sidecarStamp),
          onFrame: (first) => {
            frame ??= first;
          },
        },
      );
      if (role === undefined || prepared.metadata === undefined) {
        throw new PhotoseekError('internal', 'The decoder gave no hash or no metadata.');
      }
      const read = {
        file: { path, sizeBytes: prepared.sizeBytes, mtimeMs: prepared.mtimeMs },
        metadata: toMetadataRecord(path, prepared.metadata, sidecarStamp),
      };
      if ('leads' in role) this.#enqueue(read, { ...prepared, frame }, role.leads);
      else if ('joins' in role) this.#await(read, role.joins);
      else this.#reuse(read, { ...prepared, frame }, planned.isRefresh ? 'refreshed' : 'reused');
    } catch (thrown) {
      // Only what is wrong with the picture is a row; a catalogue that cannot be used, say, ends the run.
      if (!(thrown instanceof PhotoseekError) || thrown.kind === 'library') this.#failure ??= thrown;
      else if (thrown.kind !== 'aborted') this.#fail(planned, thrown, role && 'leads' in role ? role.leads : undefined);
    }
  }

  /** The group of the same bytes when one is under way already; otherwise this file leads one that others may join. */
  #joinGroup(key: string): { leads: Group } | { joins: Group } {
    const joins = this.#groups.get(key);
    if (joins !== undefined) return { joins };
    const leads: Group = { twins: [], finish: undefined };
    this.#groups.set(key, leads);
    return { leads };
  }

  #await(read: ReadFile, group: Group): void {
    if (group.finish === undefined) group.twins.push(read);
    else group.finish(read);
  }

  #reuse(read: ReadFile, { sha256, frame }: Prepared, kind: 'reused' | 'refreshed'): void {
    const hashed = frame?.phash && { phashes: [frame.phash] };
    const stages = { metadata: `${METADATA_VERSION}`, ...(hashed && { frames: FRAMES_VERSION }) };
    this.#finish({ kind, ...read, sha256, stages, ...hashed });
  }

  #enqueue(read: ReadFile, { sha256, content, frame }: Prepared, group: Group): void {
    if (content === null || frame === undefined) throw new PhotoseekError('internal', 'The decoder gave no pixels.');
    const { format, mediaType } = content;
    const { pixels, ...info } = frame;
    this.passed.decode += 1;
    this.#batch.push({
      read,
      content: { sha256, format, mediaType },
      frame: info,
      pixels: pixels[0] as Uint8Array,
      group,
    });
    this.#startEncodingWhenDue();
  }

  /** Nobody waits for a full batch while an encoder has nothing to do. */
  #startEncodingWhenDue(): void {
    const { encoder, batchSize } = this.#parts;
    const isIdle = this.#encoding.size < encoder.parallelism;
    if (this.#batch.length >= (isIdle ? Math.min(LEAST_BATCH, batchSize) : batchSize)) this.#startEncoding();
  }

  #startEncoding(): void {
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    const work = this.#encode(batch)
      .catch((thrown) => {
        this.#failure ??= thrown;
      })
      .finally(() => {
        this.#encoding.delete(work);
        this.#startEncodingWhenDue();
      });
    this.#encoding.add(work);
  }

  async #encode(batch: Pending[]): Promise<void> {
    const vectors = await this.#parts.encoder.encodeImages(batch.map((pending) => pending.pixels));
    this.passed.encode += batch.length;
    const { modelId } = this.#parts;
    const stages = { metadata: `${METADATA_VERSION}`, frames: FRAMES_VERSION, [embedStage(modelId)]: EMBED_VERSION };
    batch.forEach(({ read, content, frame, group }, i) => {
      // Not written yet, even if it is time: a batch is one transaction, and one word on how far the run is.
      const vectorsBySpace = new Map([[modelId, vectors[i] as Float32Array]]);
      this.#outcomes.push({
        kind: 'encoded',
        ...read,
        content,
        frames: [{ ...frame, vectors: vectorsBySpace }],
        stages,
      });
      // Written in the same order: by then the content is known.
      this.#settle(group, (twin) =>
        this.#finish({ kind: 'reused', ...twin, sha256: content.sha256, stages: { metadata: stages.metadata } }),
      );
    });
    // At once: what a crash loses is the batch in flight, and a transaction costs far less than a batch.
    this.#write();
  }

  /** A picture that cannot be read, and with it every file that holds the same bytes. */
  #fail(planned: PlannedFile, { code, message }: PhotoseekError, group: Group | undefined): void {
    const { path, sizeBytes, mtimeMs, isRefresh } = planned;
    const file = { path, sizeBytes, mtimeMs };
    // A disk that stumbles while metadata is read costs no photo: its picture did not change.
    this.#finish({ kind: 'failed', file, code, message, ...(isRefresh ? { isKept: true } : {}) });
    if (group !== undefined)
      this.#settle(group, (twin) => this.#finish({ kind: 'failed', file: twin.file, code, message }));
  }

  #settle(group: Group, finish: (read: ReadFile) => void): void {
    group.finish = finish;
    for (const twin of group.twins) finish(twin);
  }

  #finish(outcome: FileOutcome): void {
    this.#outcomes.push(outcome);
    if (this.#outcomes.length >= WRITE_SIZE || performance.now() - this.#wroteAtMs >= WRITE_EVERY_MS) this.#write();
  }

  #write(): void {
    const outcomes = this.#outcomes;
    if (outcomes.length === 0) return;
    this.#outcomes = [];
    this.#wroteAtMs = performance.now();
    try {
      this.#parts.catalogue.files.record(outcomes);
    } catch (error) {
      this.#failure ??= error;
      return;
    }
    for (const outcome of outcomes) {
      if (outcome.kind === 'encoded') this.#groups.delete(toKey(outcome.content.sha256));
      this.#listener.onFinished(outcome);
    }
    this.#listener.onWritten((outcomes.at(-1) as FileOutcome).file.path);
  }
}

function toKey(sha256: Uint8Array): string {
  return Buffer.from(sha256).toString('base64');
}
