import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type ModelSources, resolveModel } from '../encoder/models/resolve-model.js';
import type { Encoder, ModelDescription } from '../encoder/types.js';
import { createEncoder, type EncoderOptions } from '../encoder/worker-encoder.js';
import { PhotoseekError } from '../errors.js';
import { ThumbnailCache } from '../media/thumbnails/thumbnail-cache.js';
import { DEFAULT_TIME_LIMIT_MS, MediaPool, type MediaPoolOptions } from '../media/worker/media-pool.js';
import type { SpaceRow } from '../model/space.js';
import { toFsPath } from '../runtime/fs-path.js';
import { TextVectors } from '../search/embed/text-vectors.js';
import { OwnerMap } from '../search/retrieve/photo-map.js';
import type { Catalogue } from '../store/catalogue.js';
import { toLibraryError } from '../store/database/library-error.js';
import type { PhotoFiles } from '../store/records.js';
import { checkEngineName } from '../vectors/choose-engine.js';
import { SpaceFollower } from '../vectors/follower.js';
import { isBehindForeignLink } from './links.js';
import type { OpenOptions, Stage } from './types.js';
import { toVectorSource } from './vector-source.js';

/** Parts of a library that tests replace. */
export interface LibraryDependencies {
  resolveModel(name: string, sources: ModelSources): Promise<ModelDescription>;
  createEncoder(model: ModelDescription, options: EncoderOptions): Encoder;
  createMedia(options: MediaPoolOptions): MediaPool;
}

/** Models from disk or the hub, encoders in worker threads, decoders in child processes. */
export const DEFAULT_DEPENDENCIES: LibraryDependencies = {
  resolveModel,
  createEncoder,
  createMedia: (options) => new MediaPool(options),
};

/** What an open library is made of, shared by all who read and write it. */
export class LibraryCore {
  readonly options: OpenOptions;
  readonly catalogue: Catalogue;
  readonly encoder: Encoder;
  readonly model: SpaceRow;
  readonly space: SpaceFollower;
  readonly texts: TextVectors;
  readonly photos: OwnerMap;
  readonly thumbnails: ThumbnailCache;
  readonly #closing = new AbortController();
  readonly #dependencies: LibraryDependencies;
  #media: MediaPool | undefined;

  constructor(
    catalogue: Catalogue,
    model: ModelDescription,
    options: OpenOptions,
    dependencies: LibraryDependencies = DEFAULT_DEPENDENCIES,
  ) {
    const { oneShot = false, threads = availableParallelism() } = options;
    this.options = options;
    this.#dependencies = dependencies;
    this.catalogue = catalogue;
    this.encoder = this.#watchEncoder(dependencies.createEncoder(model, { quickStart: oneShot, threads }));
    const { name, revision, dtype, dim } = model;
    this.model = catalogue.spaces.ensure({ name, revision, dtype, dim, subject: 'whole' });
    this.space = new SpaceFollower(toVectorSource(catalogue, this.model), {
      indexPath: this.indexPathOf(this.model),
      engine: checkEngineName(options.engine),
      oneShot,
    });
    this.texts = new TextVectors(this.encoder);
    this.photos = new OwnerMap(catalogue, this.model.id);
    this.thumbnails = new ThumbnailCache(join(this.path, 'thumbnails'));
  }

  get path(): string {
    return this.catalogue.folder;
  }

  /** Tells whoever opened the library how long a stage of some work took. */
  tellStage(stage: Stage, ms: number): void {
    this.options.onStage?.(stage, ms);
  }

  /** Where the index of a model's space is persisted. */
  indexPathOf(model: SpaceRow): string {
    return join(this.path, `graph-${model.id}.json`);
  }

  /** Fires when the library is being closed. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Started when a picture must be decoded for the first time. */
  startMedia(): MediaPool {
    this.assertOpen();
    const { decoders = availableParallelism(), fileTimeLimitMs = DEFAULT_TIME_LIMIT_MS } = this.options;
    this.#media ??= this.#dependencies.createMedia({
      processes: decoders,
      timeLimitMs: fileTimeLimitMs,
      onPrepared: (ms) => this.tellStage('decode', ms),
    });
    return this.#media;
  }

  /** What breaks in a call because the library is closed meanwhile was closed, whatever it looked like from inside. */
  async whileOpen<T>(call: () => T | Promise<T>): Promise<T> {
    this.assertOpen();
    try {
      return await call();
    } catch (error) {
      this.assertOpen();
      throw toLibraryError(error, this.path);
    }
  }

  assertOpen(): void {
    if (this.#closing.signal.aborted) throw new PhotoseekError('library-closed', 'The library was closed.');
  }

  /** Only where somebody listens: a call more for each query is little, but not nothing. */
  #watchEncoder(encoder: Encoder): Encoder {
    if (this.options.onStage === undefined) return encoder;
    const time = async <T>(work: Promise<T>): Promise<T> => {
      const startedAt = performance.now();
      const result = await work;
      this.tellStage('encode', performance.now() - startedAt);
      return result;
    };
    return {
      model: encoder.model,
      parallelism: encoder.parallelism,
      prepareForImages: () => encoder.prepareForImages(),
      encodeImages: (pixels) => time(encoder.encodeImages(pixels)),
      encodeTexts: (texts) => time(encoder.encodeTexts(texts)),
      close: () => encoder.close(),
    };
  }

  /** @throws PhotoseekError `library-unwritable` */
  assertWritable(): void {
    this.assertOpen();
    if (!this.catalogue.isReadOnly) return;
    throw new PhotoseekError('library-unwritable', `The library in ${this.path} was opened for reading only.`, {
      hint: 'Try again without --read-only.',
    });
  }

  /** No new calls. */
  shut(): void {
    this.#closing.abort();
  }

  /** Call it when nothing is under way any more. */
  async close(): Promise<void> {
    this.#media?.close();
    await Promise.all([this.space.close(), this.encoder.close()]);
    this.catalogue.close();
  }
}

/** The first file of a photo that is still there and still as it was indexed: a file that changed is another photo. */
export async function findOriginal(row: PhotoFiles, core: LibraryCore): Promise<PhotoFiles['files'][number]> {
  const roots = core.catalogue.listRoots();
  for (const file of row.files) {
    if (await isBehindForeignLink(file.path, roots)) continue;
    const stats = await stat(toFsPath(file.path)).catch(() => undefined);
    if (stats?.isFile() && stats.size === file.sizeBytes && stats.mtimeMs === file.mtimeMs) return file;
  }
  throw new PhotoseekError('original-missing', `The file of photo ${row.id} is not there any more, or has changed.`, {
    hint: 'Index its folder again.',
    details: { id: row.id },
  });
}
