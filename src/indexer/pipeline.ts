import type { Encoder } from '../encoder/types.js';
import { type ErrorCode, PhotoseekError, toErrorData } from '../errors.js';
import type { MediaPool, PreparedPicture } from '../media/media-pool.js';
import type { Catalogue } from '../store/catalogue.js';
import type { ContentFacts, FileOutcome, SeenFile } from '../store/records.js';

/** What the pipeline works with. */
export interface PipelineParts {
  catalogue: Catalogue;
  modelId: number;
  encoder: Encoder;
  media: MediaPool;
}

/** Told of every file that is finished, after it was written. */
export interface PipelineListener {
  onFinished(outcome: FileOutcome): void;
  /** @param lastPath a file among those just written */
  onWritten(lastPath: string): void;
}

/** Pictures a batch. One at a time would encode as fast; a few share the cost of the messages. */
const BATCH_SIZE = 8;

/** Outcomes a transaction; what a crash can lose. */
const WRITE_SIZE = 64;

/** A picture that waits for its vector, and the files with the same bytes that wait for it. */
interface Pending {
  file: SeenFile;
  content: ContentFacts;
  pixels: Uint8Array;
  twins: SeenFile[];
}

/**
 * decode → encode → store, overlapping, with bounded queues: a stage that is ahead waits for the next one. Every file ends in
 * exactly one outcome; a file that cannot be read is one too.
 */
export class Pipeline {
  readonly #parts: PipelineParts;
  readonly #listener: PipelineListener;
  readonly #byHash = new Map<string, Pending | SeenFile[]>();
  #batch: Pending[] = [];
  #outcomes: FileOutcome[] = [];
  readonly #encoding = new Set<Promise<void>>();
  #failure: unknown;

  constructor(parts: PipelineParts, listener: PipelineListener) {
    this.#parts = parts;
    this.#listener = listener;
  }

  /** Works through the files; resolves when all are written, or when the signal fired and what was in flight is written. */
  async run(files: readonly SeenFile[], signal?: AbortSignal): Promise<void> {
    let next = 0;
    const feed = async () => {
      while (next < files.length && !signal?.aborted && this.#failure === undefined) {
        await this.#prepare(files[next++] as SeenFile);
        while (this.#encoding.size > this.#parts.encoder.parallelism) await Promise.race(this.#encoding);
      }
    };
    // One more than there are decoders, so that each finds its next file waiting.
    await Promise.all(Array.from({ length: this.#parts.media.size + 1 }, feed));
    this.#startEncoding();
    await Promise.all(this.#encoding);
    if (this.#failure !== undefined) throw this.#failure;
    this.#write();
  }

  async #prepare(file: SeenFile): Promise<void> {
    const { media, encoder, catalogue, modelId } = this.#parts;
    // What is to become of the file is known as soon as its hash is.
    let role: 'leader' | 'known' | SeenFile[] | undefined;
    let key = '';
    try {
      const prepared = await media.prepare({ path: file.path }, encoder.model.image, (sha256) => {
        key = toKey(sha256);
        role = catalogue.files.findContent(sha256, modelId)?.hasVector ? 'known' : (this.#joinTwins(key) ?? 'leader');
        return role === 'leader';
      });
      const seen = { path: file.path, sizeBytes: prepared.sizeBytes, mtimeMs: prepared.mtimeMs };
      if (role === 'known') this.#finish({ kind: 'reused', file: seen, sha256: prepared.sha256 });
      else if (Array.isArray(role)) role.push(seen);
      else this.#enqueue(seen, prepared, key);
    } catch (thrown) {
      const { code, message } = toErrorData(thrown, 'damaged-image');
      if (code === 'aborted') return;
      this.#finish({ kind: 'failed', file, code, message });
      if (role === 'leader') this.#failTwins(key, code, message);
    }
  }

  /** The list to wait in when the same bytes are under way already; otherwise this file leads and others may join it. */
  #joinTwins(key: string): SeenFile[] | undefined {
    const leader = this.#byHash.get(key);
    if (leader === undefined) {
      this.#byHash.set(key, []);
      return undefined;
    }
    return Array.isArray(leader) ? leader : leader.twins;
  }

  #enqueue(file: SeenFile, prepared: PreparedPicture, key: string): void {
    if (prepared.decoded === undefined) throw new PhotoseekError('internal', 'The decoder gave no pixels.');
    const { pixels, facts } = prepared.decoded;
    const twins = this.#byHash.get(key);
    const pending: Pending = {
      file,
      content: { sha256: prepared.sha256, ...facts },
      pixels,
      twins: Array.isArray(twins) ? twins : [],
    };
    this.#byHash.set(key, pending);
    this.#batch.push(pending);
    if (this.#batch.length >= BATCH_SIZE) this.#startEncoding();
  }

  #startEncoding(): void {
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    const work = this.#encode(batch)
      .catch((thrown) => {
        this.#failure ??= thrown;
      })
      .finally(() => this.#encoding.delete(work));
    this.#encoding.add(work);
  }

  async #encode(batch: Pending[]): Promise<void> {
    const vectors = await this.#parts.encoder.encodeImages(batch.map((pending) => pending.pixels));
    batch.forEach(({ file, content, twins }, i) => {
      this.#byHash.delete(toKey(content.sha256));
      this.#finish({ kind: 'encoded', file, content, vector: vectors[i] as Float32Array });
      // Written in the same order: by then the content is known.
      for (const twin of twins) this.#finish({ kind: 'reused', file: twin, sha256: content.sha256 });
    });
  }

  #failTwins(key: string, code: ErrorCode, message: string): void {
    const twins = this.#byHash.get(key);
    this.#byHash.delete(key);
    for (const file of Array.isArray(twins) ? twins : []) this.#finish({ kind: 'failed', file, code, message });
  }

  #finish(outcome: FileOutcome): void {
    this.#outcomes.push(outcome);
    if (this.#outcomes.length >= WRITE_SIZE) this.#write();
  }

  #write(): void {
    const outcomes = this.#outcomes;
    if (outcomes.length === 0) return;
    this.#outcomes = [];
    this.#parts.catalogue.files.record(outcomes, this.#parts.modelId);
    for (const outcome of outcomes) this.#listener.onFinished(outcome);
    this.#listener.onWritten((outcomes.at(-1) as FileOutcome).file.path);
  }
}

function toKey(sha256: Uint8Array): string {
  return Buffer.from(sha256).toString('base64');
}
