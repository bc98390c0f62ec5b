import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { chooseDetectors, type DetectorModels } from '../detect/choose-detectors.js';
import { type ModelSources, resolveModel } from '../encoder/models/resolve-model.js';
import type { Encoder, ModelDescription } from '../encoder/types.js';
import { createEncoder, type EncoderOptions } from '../encoder/worker-encoder.js';
import { PhotoseekError } from '../errors.js';
import { DEFAULT_EXPAND_OPTIONS } from '../media/default-expansion.js';
import type { ExpandOptions } from '../media/expand/options.js';
import { FolderThumbnails } from '../media/thumbnails/thumbnail-cache.js';
import { findVideoTools } from '../media/tools/find-video-tools.js';
import { DEFAULT_TIME_LIMIT_MS, MediaPool, type MediaPoolOptions } from '../media/worker/media-pool.js';
import type { DetectorChoice, DetectorStage } from '../model/region.js';
import type { SpaceRow } from '../model/space.js';
import { toFsPath } from '../runtime/fs-path.js';
import { type FileStatus, statFile } from '../runtime/stat-file.js';
import type { CellMemory } from '../search/cells/cell-memory.js';
import { PhotoOrders } from '../search/rank/photo-orders.js';
import { FilterCache } from '../search/retrieve/filter-cache.js';
import type { LibrarySpace } from '../search/spaces/space.js';
import type { Catalogue } from '../store/catalogue.js';
import { toLibraryError } from '../store/database/library-error.js';
import type { PhotoFiles } from '../store/records.js';
import { checkEngineName } from '../vectors/choose-engine.js';
import { SpaceFollower } from '../vectors/follower.js';
import { readStages, readTextModel } from './detection/stages.js';
import { StandingFrames } from './frames/standing-frames.js';
import { isBehindForeignLink } from './links.js';
import { toModelSources } from './model-sources.js';
import { SpaceRegistry } from './spaces/space-registry.js';
import { toVectorSource } from './spaces/vector-source.js';
import type { OpenOptions, Stage } from './types/open-options.js';

/** Parts of a library that tests replace. */
export interface LibraryDependencies {
  resolveModel(name: string, sources: ModelSources): Promise<ModelDescription>;
  createEncoder(model: ModelDescription, options: EncoderOptions): Encoder;
  createMedia(options: MediaPoolOptions): MediaPool;
  /** The detectors that index runs use for some stages. */
  chooseDetectors(stages: readonly DetectorStage[], models: DetectorModels): Promise<DetectorChoice[]>;
  /** Looks up on disk whether a file of a photo is there. */
  statFile(path: string): Promise<FileStatus | undefined>;
}

/** Models from disk or the hub, encoders in worker threads, decoders in child processes. */
export const DEFAULT_DEPENDENCIES: LibraryDependencies = {
  resolveModel,
  createEncoder,
  createMedia: (options) => new MediaPool(options),
  chooseDetectors,
  statFile,
};

/** Parts of an open library, shared by its reading and its writing side. */
export class LibraryCore {
  readonly options: OpenOptions;
  readonly catalogue: Catalogue;
  /** Of the model the library was opened with: index runs use it. */
  readonly encoder: Encoder;
  readonly spaces: SpaceRegistry;
  readonly filterCache: FilterCache;
  readonly orders: PhotoOrders;
  readonly thumbnails: FolderThumbnails;
  readonly standingFrames: StandingFrames;
  readonly #closing = new AbortController();
  readonly #dependencies: LibraryDependencies;
  #media: MediaPool | undefined;
  #cells: Promise<CellMemory> | undefined;

  constructor(
    catalogue: Catalogue,
    model: ModelDescription,
    options: OpenOptions,
    dependencies: LibraryDependencies = DEFAULT_DEPENDENCIES,
  ) {
    this.options = options;
    this.#dependencies = dependencies;
    this.catalogue = catalogue;
    this.encoder = this.#createEncoder(model);
    const { name, revision, dtype, dim } = model;
    const target = catalogue.spaces.ensure({ name, revision, dtype, dim, subject: 'whole' });
    this.spaces = new SpaceRegistry(catalogue, target, options.model !== undefined, {
      openIndex: (row) => this.openIndex(row),
      openEncoder: async (row) => (row.id === target.id ? this.encoder : this.#openEncoder(row)),
    });
    this.filterCache = new FilterCache(catalogue);
    this.orders = new PhotoOrders(catalogue);
    this.standingFrames = new StandingFrames(catalogue);
    this.thumbnails = new FolderThumbnails(join(this.path, 'thumbnails'));
    catalogue.onContentsDropped = (contentHashes) => void this.thumbnails.remove(contentHashes);
  }

  /** The target's row. */
  get model(): LibrarySpace['row'] {
    return this.spaces.target.row;
  }

  /** The target's index. */
  get space(): SpaceFollower {
    return this.spaces.target.index;
  }

  get path(): string {
    return this.catalogue.folder;
  }

  /** The space of a model, which is added when there is none. @throws PhotoseekError model codes */
  async addSpace(modelName: string): Promise<LibrarySpace> {
    const model = await this.#dependencies.resolveModel(modelName, toModelSources(this.options));
    const { name, revision, dtype, dim } = model;
    const { id } = this.catalogue.spaces.ensure({ name, revision, dtype, dim, subject: 'whole' });
    return this.spaces.find(id) as LibrarySpace;
  }

  /** Reports how long a stage of some work took to `OpenOptions.onStage`. */
  reportStage(stage: Stage, ms: number): void {
    this.options.onStage?.(stage, ms);
  }

  /** The detectors of some stages; default: of those that index runs bring every photo through. @throws PhotoseekError `model-not-found`, `model-invalid` */
  listDetectors(wanted: readonly DetectorStage[] = readStages(this.catalogue)): Promise<DetectorChoice[]> {
    const cells = this.findCellModel();
    // A library that is opened with a model that sees no cells keeps those that it has.
    const stages = wanted.filter((stage) => stage !== 'regions' || cells !== undefined);
    return this.#dependencies.chooseDetectors(stages, { text: readTextModel(this.catalogue), cells });
  }

  /** Vectors of parts of photos, for searches. Its code is loaded with the first that compares them. */
  openCells(): Promise<CellMemory> {
    this.#cells ??= import('../search/cells/cell-memory.js').then(({ CellMemory: Cells }) => new Cells(this.catalogue));
    return this.#cells;
  }

  /** The model of index runs, if it sees cells. */
  findCellModel(): DetectorModels['cells'] {
    const { files, image, normalization, revision } = this.encoder.model;
    const { vision, regions } = files;
    if (vision === undefined || regions === undefined) return undefined;
    return { revision, tower: { files: { vision, regions }, image, normalization } };
  }

  /** Looks a file up on disk. */
  get statFile(): LibraryDependencies['statFile'] {
    return this.#dependencies.statFile;
  }

  /** Address of the server that holds the vectors for searching, if there is one. */
  get vectorServer(): string | undefined {
    return this.options.vectors ?? (process.env['PHOTOSEEK_VECTORS'] || undefined);
  }

  /** Where a persistent index of a space is stored. */
  indexPathOf({ id }: { id: number }): string {
    return join(this.path, `graph-${id}.json`);
  }

  /** Fires when the library is being closed. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Started when an image must be decoded for the first time. */
  startMedia(): MediaPool {
    this.assertOpen();
    const { decoders = availableParallelism(), fileTimeLimitMs = DEFAULT_TIME_LIMIT_MS } = this.options;
    this.#media ??= this.#dependencies.createMedia({
      processes: decoders,
      timeLimitMs: fileTimeLimitMs,
      expand: this.#chooseExpansion(),
      onPrepared: (ms) => this.reportStage('decode', ms),
    });
    return this.#media;
  }

  #chooseExpansion(): ExpandOptions {
    const { framesPerMinute, maxFrames, maxPages } = DEFAULT_EXPAND_OPTIONS;
    const given = this.options;
    return {
      framesPerMinute: given.framesPerMinute ?? framesPerMinute,
      maxFrames: given.maxFrames ?? maxFrames,
      maxPages: given.maxPages ?? maxPages,
      tools: findVideoTools(given.ffmpeg),
    };
  }

  /** If the library is closed during the call, any error it causes is reported as `library-closed`. */
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

  /** An index of a space beside the one in use. */
  openIndex(row: SpaceRow): SpaceFollower {
    return new SpaceFollower(toVectorSource(this.catalogue, row), {
      indexPath: this.indexPathOf(row),
      server: this.vectorServer,
      engine: checkEngineName(this.options.engine),
      oneShot: this.options.oneShot ?? false,
    });
  }

  /** The encoder of a space that was built with another model than the library was opened with. */
  async #openEncoder({ name, revision }: SpaceRow): Promise<Encoder> {
    const model = await this.#dependencies.resolveModel(name, toModelSources(this.options));
    if (model.revision === revision) return this.#createEncoder(model);
    throw new PhotoseekError(
      'model-invalid',
      `The files of model ${name} have changed: expected revision ${revision}, got ${model.revision}.`,
      { hint: 'Bring the files back, or index the library again and retire the space.', details: { name } },
    );
  }

  #createEncoder(model: ModelDescription): Encoder {
    const { oneShot = false, threads = availableParallelism(), device } = this.options;
    const onDevice = device === undefined ? {} : { device };
    return this.#timeEncoder(this.#dependencies.createEncoder(model, { quickStart: oneShot, threads, ...onDevice }));
  }

  /** Reports how long encoding takes, only where `onStage` listens: the wrapper costs a little on each query. */
  #timeEncoder(encoder: Encoder): Encoder {
    if (this.options.onStage === undefined) return encoder;
    const time = async <T>(work: Promise<T>): Promise<T> => {
      const startedAt = performance.now();
      const result = await work;
      this.reportStage('encode', performance.now() - startedAt);
      return result;
    };
    const regions = encoder.encodeRegions?.bind(encoder);
    return {
      ...(regions && { encodeRegions: (pixels) => time(regions(pixels)) }),
      model: encoder.model,
      parallelism: encoder.parallelism,
      prepareForImages: () => encoder.prepareForImages(),
      encodeImages: (pixels) => time(encoder.encodeImages(pixels)),
      encodeTexts: (texts, tower) => time(encoder.encodeTexts(texts, tower)),
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

  /** Rejects new calls. */
  shut(): void {
    this.#closing.abort();
  }

  /** Call it when no call is under way. */
  async close(): Promise<void> {
    this.#media?.close();
    await Promise.all([this.spaces.close(), this.encoder.close()]);
    this.catalogue.close();
  }
}

/** The first file of a photo that exists and is unchanged since it was indexed: a changed file is another photo. */
export async function findOriginal(row: PhotoFiles, core: LibraryCore): Promise<PhotoFiles['files'][number]> {
  const roots = core.catalogue.listRoots();
  for (const file of row.files) {
    if (await isBehindForeignLink(file.path, roots)) continue;
    const stats = await stat(toFsPath(file.path)).catch(() => undefined);
    if (!stats?.isFile() || stats.size !== file.sizeBytes) continue;
    // Managed originals are named by their bytes: copied back from a backup, they are the same at another time.
    if (stats.mtimeMs === file.mtimeMs || core.catalogue.isManaged(file.path)) return file;
  }
  throw new PhotoseekError('original-missing', `The file of photo ${row.id} is not there any more, or has changed.`, {
    hint: 'Index its folder again.',
    details: { id: row.id },
  });
}
