import { type ErrorCode, type ErrorKind, PhotoseekError } from '../../errors.js';
import type { StoredFrame } from '../../media/expand/expander.js';
import type { FolderThumbnails, ThumbnailKey } from '../../media/thumbnails/thumbnail-cache.js';
import { SMALL_EDGE } from '../../media/thumbnails/thumbnail-edges.js';
import type { MediaPool } from '../../media/worker/media-pool.js';
import type { PreparedFrame } from '../../media/worker/media-process.js';
import type { PreparedContent } from '../../media/worker/prepared-content.js';
import type { FileMetadata } from '../../metadata/file-metadata.js';
import type { FilmPosition } from '../../model/film-position.js';
import type { ImageSpec } from '../../model/image-spec.js';
import type { DetectorChoice } from '../../model/region.js';
import type { Catalogue } from '../../store/catalogue.js';
import { embedStage, type FileOutcome, type SeenFile } from '../../store/records.js';
import { mayPass, type PlannedFile } from '../plan.js';
import { readStamp } from '../scan/stamp.js';
import { chooseWork, furtherVersion } from './choose-work.js';
import { ContentInFlight, type ReadFile, toReused } from './content-in-flight.js';
import { EncodeQueue } from './encode-queue.js';
import { toMetadataRecord } from './metadata-record.js';
import { OutcomeWriter } from './outcome-writer.js';
import { undecodedVersion } from './stages.js';
import { averageViews, dropEqual, type EmbeddingTarget, listViews } from './views.js';

/** Dependencies of a pipeline. */
export interface PipelineContext {
  /** Looks up what is stored, and stores outcomes. */
  catalogue: {
    files: Pick<Catalogue['files'], 'findContent' | 'record'>;
    savedFrames: Pick<Catalogue['savedFrames'], 'put' | 'list' | 'remove'>;
  };
  media: Pick<MediaPool, 'size' | 'prepare' | 'expansion'>;
  /** Spaces that every frame is embedded in; at least one. */
  targets: readonly EmbeddingTarget[];
  /** Detectors that look at every frame; default: none. */
  detectors?: readonly DetectorChoice[];
  /** Images encoded at a time. */
  batchSize: number;
  /** Where thumbnails of the frames go; absent: none are made. */
  thumbnails?: Pick<FolderThumbnails, 'has' | 'put' | 'remove'> | undefined;
}

/** Follows the work. */
export interface PipelineListener {
  /** A frame of a file was decoded. */
  onDecoded(path: string): void;
  /** A film was decoded up to a time, whether frames were chosen or not. */
  onPosition?(path: string, position: FilmPosition): void;
  /** Frames were embedded in one space. */
  onEncoded(count: number): void;
  /** Outcomes were written; at least one. */
  onWritten(outcomes: readonly FileOutcome[]): void;
}

/** Errors that are not of one file: the catalogue, a model that a detector has, or the end of the run. */
const ENDS_RUN: ReadonlySet<ErrorKind> = new Set(['library', 'model', 'aborted']);

/** The place of a file among those with the same bytes, known as soon as its hash is. */
type Role = { kind: 'stored' } | { kind: 'leads' | 'joins'; content: ContentInFlight };

/**
 * read → expand into frames → prepare pixels → embed in each space → store, overlapping, with bounded queues: a stage that is ahead waits for
 * the next one. Every file ends in exactly one outcome, and a content's outcome is written when all its frames have their vectors.
 */
export class Pipeline {
  readonly #context: PipelineContext;
  readonly #listener: PipelineListener;
  readonly #queues: Map<number, EncodeQueue>;
  readonly #writer: OutcomeWriter;
  /** By hash, until they are written: from then on the catalogue knows them. Those that failed stay: they are decoded once a run. */
  readonly #contents = new Map<string, ContentInFlight>();
  #signal: AbortSignal | undefined;
  #failure: unknown;

  constructor(context: PipelineContext, listener: PipelineListener) {
    this.#context = context;
    this.#listener = listener;
    this.#queues = new Map(context.targets.map(({ id, encoder }) => [id, this.#openQueue(encoder)]));
    this.#writer = new OutcomeWriter(context.catalogue.files, (outcomes) => this.#forgetSettled(outcomes));
  }

  /**
   * Works through the files; resolves when all are written. Once the signal fired, contents of one frame that are in flight are finished,
   * and those of many frames are given up.
   * @throws PhotoseekError `encoder-failed`, library codes: what was finished before is written
   */
  async run(files: readonly PlannedFile[], signal?: AbortSignal): Promise<void> {
    this.#signal = signal;
    const { media, targets } = this.#context;
    // Encoders start while the first files are decoded, those that will be needed as far as that is known.
    for (const { id, encoder } of targets)
      if (files.some(({ missing }) => missing?.includes(embedStage(id)) ?? true)) encoder.prepareForImages();
    let next = 0;
    const feed = async () => {
      while (next < files.length && !signal?.aborted && this.#failure === undefined)
        await this.#process(files[next++] as PlannedFile);
    };
    // One more than there are decoders, so that each finds its next file waiting.
    await Promise.all(Array.from({ length: media.size + 1 }, feed));
    await Promise.all([...this.#queues.values()].map((queue) => queue.drain()));
    this.#try(() => this.#writer.write());
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** One file through all stages, up to the encoders' queues. */
  async #process(planned: PlannedFile): Promise<void> {
    const place: { role?: Role; isSameContent?: boolean } = {};
    try {
      const prepared = await this.#context.media.prepare(
        { path: planned.path },
        {
          ...(needsMetadata(planned) && { sidecars: [...readStamp(planned.sidecarStamp ?? '').keys()] }),
          specs: (sha256, metadata) => {
            place.role = this.#chooseRole(sha256, metadata);
            place.isSameContent = this.#isContentOf(planned, sha256);
            return this.#chooseSpecs(place.role);
          },
          after: () => this.#resume(place.role),
          thumbnails: (sha256) => this.#wantsThumbnails(place.role, sha256),
          detectors: () => (place.role?.kind === 'leads' ? place.role.content.work.detectors : []),
          onPosition: (position) => this.#listener.onPosition?.(planned.path, position),
          onFrame: (frame) => this.#embed(place.role, frame, planned.path),
        },
      );
      this.#take(place.role, toReadFile(planned, prepared, place.isSameContent ?? false), prepared);
    } catch (thrown) {
      this.#fail(planned, thrown, place.role);
    }
  }

  /** Whether the content is stored with all that this run does, is in flight, or is led by this file from now on. */
  #chooseRole(sha256: Uint8Array, metadata: FileMetadata | undefined): Role {
    const key = toKey(sha256);
    const inFlight = this.#contents.get(key);
    if (inFlight !== undefined) return { kind: 'joins', content: inFlight };
    const toolId = this.#context.media.expansion.tools?.id ?? null;
    const further = furtherVersion(metadata, toolId);
    const work = chooseWork(this.#context.catalogue.files.findContent(sha256)?.stages, this.#context, { further });
    if (work === undefined) return { kind: 'stored' };
    const content = new ContentInFlight(sha256, work, undecodedVersion(toolId), (outcomes) =>
      this.#writer.add(outcomes),
    );
    this.#contents.set(key, content);
    return { kind: 'leads', content };
  }

  /** Takes the frames that an interrupted run has saved. @returns the last of them */
  #resume(role: Role | undefined): StoredFrame | null {
    if (role?.kind !== 'leads' || role.content.work.targets.length === 0) return null;
    const { content } = role;
    const frames = this.#context.catalogue.savedFrames.list(content.sha256, this.#wayOf(content));
    content.addStored(frames);
    return frames.at(-1) ?? null;
  }

  /** Frames that were expanded or embedded in another way are not gone on with. */
  #wayOf({ work }: ContentInFlight): string {
    const { framesPerMinute, maxFrames, maxPages } = this.#context.media.expansion;
    return JSON.stringify({ ...work.stages, framesPerMinute, maxFrames, maxPages });
  }

  /** Saves the frames of long contents that have their vectors: a run that is interrupted goes on behind them. */
  #saveFrames(): void {
    for (const content of this.#contents.values()) {
      const frames = content.takeUnsaved();
      if (frames.length > 0) this.#context.catalogue.savedFrames.put(content.sha256, this.#wayOf(content), frames);
    }
  }

  /** Whether the file still has the bytes that it was indexed with. */
  #isContentOf({ contentId }: PlannedFile, sha256: Uint8Array): boolean {
    return contentId !== undefined && this.#context.catalogue.files.findContent(sha256)?.id === contentId;
  }

  #chooseSpecs(role: Role): ImageSpec[] | null {
    if (role.kind !== 'leads') return null;
    const { targets, needsFrames } = role.content.work;
    // Frames without a target are decoded for their perceptual hashes and looks; any size will do.
    const chosen = targets.length === 0 && needsFrames ? this.#context.targets.slice(0, 1) : targets;
    return chosen.flatMap(listViews);
  }

  /** Queues a frame for every encoder; resolves when there is room for another one. */
  async #embed(role: Role | undefined, frame: PreparedFrame, path: string): Promise<void> {
    if (role?.kind !== 'leads')
      throw new PhotoseekError('internal', 'The decoder sent a frame that was not requested.');
    if (this.#failure !== undefined || (frame.ordinal > 0 && this.#signal?.aborted))
      throw new PhotoseekError('aborted', 'The run was stopped.');
    this.#listener.onDecoded(path);
    const { content } = role;
    const { thumbnail, ...described } = frame;
    const accept = content.addFrame(described);
    const inputs = [...frame.pixels];
    await Promise.all([
      // Before its vector is there: a photo that is found has its thumbnail.
      thumbnail && this.#context.thumbnails?.put({ ...thumbnailOf(content.sha256), frame: frame.ordinal }, thumbnail),
      ...content.work.targets.map((target) => {
        const queue = this.#queues.get(target.id) as EncodeQueue;
        const views = dropEqual(inputs.splice(0, listViews(target).length));
        const take = averageViews(views.length, (vector) => accept(target.id, vector));
        for (const pixels of views) queue.add({ pixels, isNeeded: () => !content.isOver, accept: take });
        return queue.whenRoom();
      }),
    ]);
  }

  /** Not where they are cached, nor where nothing is scaled that they can be made of. */
  #wantsThumbnails(role: Role | undefined, sha256: Uint8Array): boolean {
    const { thumbnails } = this.#context;
    if (thumbnails === undefined || role?.kind !== 'leads') return false;
    const { work, isResumed } = role.content;
    return (work.targets.length > 0 || work.needsFrames) && (isResumed || !thumbnails.has(thumbnailOf(sha256)));
  }

  #take(role: Role | undefined, read: ReadFile, { sha256, content: format }: PreparedContent): void {
    if (role === undefined) throw new PhotoseekError('internal', 'The decoder gave no hash.');
    if (role.kind === 'stored') this.#writer.add([toReused(read, sha256)]);
    else if (role.kind === 'joins') role.content.join(read);
    else if (format !== null) role.content.finishExpanding(read, format);
    this.#try(() => this.#writer.writeWhenDue());
  }

  /** An unreadable file is an outcome, of it and of every file with the same bytes; any other error ends the run. */
  #fail(planned: PlannedFile, thrown: unknown, role: Role | undefined): void {
    const content = role?.kind === 'leads' ? role.content : undefined;
    if (!(thrown instanceof PhotoseekError) || ENDS_RUN.has(thrown.kind)) {
      if (!(thrown instanceof PhotoseekError && thrown.kind === 'aborted')) this.#failure ??= thrown;
      content?.abandon();
      return;
    }
    const { code, message } = thrown;
    const keepsRows = keepsStored(planned, code);
    const toFailed = (file: SeenFile, isUnchanged: boolean): FileOutcome => {
      return { kind: 'failed', file, code, message, ...(keepsRows && isUnchanged && { keepsStored: true }) };
    };
    const { path, sizeBytes, mtimeMs, ctimeMs } = planned;
    const outcome = toFailed({ path, sizeBytes, mtimeMs, ...(ctimeMs !== undefined && { ctimeMs }) }, true);
    if (content === undefined) this.#writer.add([outcome]);
    else {
      content.fail(outcome, ({ file, isUnchanged }) => toFailed(file, isUnchanged));
      // Of the frames before the one that failed.
      if (!keepsRows) void this.#context.thumbnails?.remove([thumbnailOf(content.sha256).contentHash]);
    }
    this.#try(() => this.#writer.writeWhenDue());
  }

  #openQueue(encoder: EmbeddingTarget['encoder']): EncodeQueue {
    return new EncodeQueue(encoder, this.#context.batchSize, {
      onEncoded: (count) => {
        this.#listener.onEncoded(count);
        // At once: a crash loses the batches in flight, and a transaction costs far less than a batch.
        this.#try(() => {
          this.#saveFrames();
          this.#writer.write();
        });
      },
      onFailed: (error) => {
        this.#failure ??= error;
      },
    });
  }

  #forgetSettled(outcomes: readonly FileOutcome[]): void {
    for (const outcome of outcomes) {
      if (outcome.kind === 'encoded') {
        this.#contents.delete(toKey(outcome.content.sha256));
        if (outcome.frames.length > 1) this.#context.catalogue.savedFrames.remove(outcome.content.sha256);
      } else if (outcome.kind !== 'failed') this.#contents.delete(toKey(outcome.sha256));
    }
    this.#listener.onWritten(outcomes);
  }

  #try(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#failure ??= error;
    }
  }
}

function toReadFile(planned: PlannedFile, prepared: PreparedContent, isSameContent: boolean): ReadFile {
  const { sizeBytes, mtimeMs, ctimeMs, metadata } = prepared;
  const { path, sidecarStamp = '', managedAs } = planned;
  return {
    file: { path, sizeBytes, mtimeMs, ...(ctimeMs !== undefined && { ctimeMs }) },
    metadata: metadata === undefined ? 'unchanged' : toMetadataRecord(path, metadata, sidecarStamp, managedAs),
    isUnchanged: planned.missing !== undefined || isSameContent,
  };
}

/** New and changed files lack all stages. */
function needsMetadata({ missing }: PlannedFile): boolean {
  return missing === undefined || missing.includes('metadata');
}

/**
 * Whether what is stored of an unreadable file stays: it is unchanged, and the failure may pass, or its vectors are there already.
 */
function keepsStored({ missing }: PlannedFile, code: ErrorCode): boolean {
  return missing !== undefined && (mayPass(code) || !missing.some((stage) => stage.startsWith('embed:')));
}

/** The key of the thumbnail of a content's first frame. */
function thumbnailOf(sha256: Uint8Array): ThumbnailKey {
  return {
    contentHash: Buffer.from(sha256.subarray(0, 8)).toString('hex'),
    frame: 0,
    edge: SMALL_EDGE,
    format: 'webp',
  };
}

function toKey(sha256: Uint8Array): string {
  return Buffer.from(sha256).toString('base64');
}
