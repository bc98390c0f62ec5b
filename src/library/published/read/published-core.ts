import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type ModelSources, resolveModel } from '../../../encoder/models/resolve-model.js';
import type { Encoder, ModelDescription } from '../../../encoder/types.js';
import { createEncoder, type EncoderOptions } from '../../../encoder/worker-encoder.js';
import { PhotoseekError } from '../../../errors.js';
import { DEFAULT_EXPAND_OPTIONS } from '../../../media/default-expansion.js';
import { ThumbnailCache } from '../../../media/thumbnails/thumbnail-cache.js';
import type { ThumbnailStore } from '../../../media/thumbnails/thumbnail-store.js';
import { findVideoTools } from '../../../media/tools/find-video-tools.js';
import { DEFAULT_TIME_LIMIT_MS, MediaPool, type MediaPoolOptions } from '../../../media/worker/media-pool.js';
import { isBelow } from '../../../model/paths.js';
import { toFsPath, toRealPath } from '../../../runtime/fs-path.js';
import { DEFAULT_PAGE_LIMITS, type PageLimits } from '../../../search/rank/photo-pages.js';
import { toModelSources } from '../../model-sources.js';
import type { PublishedOptions } from '../types.js';
import { createFacetCache } from './catalogue/facet-reads.js';
import { PublishedEncoders } from './published-spaces.js';
import { type ReadSource, Reads } from './replica/reads.js';
import type { PublishedRequest, PublishedSpace } from './request.js';

/** Parts that tests replace. */
export interface PublishedDependencies {
  resolveModel(name: string, sources: ModelSources): Promise<ModelDescription>;
  createEncoder(model: ModelDescription, options: EncoderOptions): Encoder;
  createMedia(options: MediaPoolOptions): MediaPool;
  pageLimits: PageLimits;
}

const DEFAULT_DEPENDENCIES: PublishedDependencies = {
  resolveModel,
  createEncoder,
  createMedia: (options) => new MediaPool(options),
  pageLimits: DEFAULT_PAGE_LIMITS,
};

/** File systems keep times as exactly as two seconds at worst. */
const TIME_TOLERANCE_MS = 2000;

/** A file of a photo, as it is published. */
interface PlaceRow {
  rootId: string | null;
  relativePath: string | null;
  rootPath: string | null;
  sizeBytes: string;
  mtimeMs: number;
  metadata: string | null;
}

/** Parts of an opened publication that all its readers share. Nothing in it grows with the number of photos. */
export class PublishedCore {
  readonly source: ReadSource;
  readonly encoders: PublishedEncoders;
  readonly thumbnails: ThumbnailCache | undefined;
  readonly options: PublishedOptions;
  readonly facets = createFacetCache();
  readonly pageLimits: PageLimits;
  readonly #dependencies: PublishedDependencies;
  #media: MediaPool | undefined;
  #isClosed = false;

  constructor(
    source: ReadSource,
    store: ThumbnailStore | undefined,
    options: PublishedOptions,
    replaced: Partial<PublishedDependencies> = {},
  ) {
    this.source = source;
    this.options = options;
    this.#dependencies = { ...DEFAULT_DEPENDENCIES, ...replaced };
    this.pageLimits = this.#dependencies.pageLimits;
    this.encoders = new PublishedEncoders((space) => this.#openEncoder(space));
    this.thumbnails = store && new ThumbnailCache(store);
  }

  /** What a request reads from. */
  openReads(): Reads {
    return new Reads(this.source);
  }

  /** Started when an image must be decoded for the first time. */
  startMedia(): MediaPool {
    this.assertOpen();
    const { framesPerMinute, maxFrames, maxPages } = DEFAULT_EXPAND_OPTIONS;
    this.#media ??= this.#dependencies.createMedia({
      processes: availableParallelism(),
      timeLimitMs: DEFAULT_TIME_LIMIT_MS,
      expand: { framesPerMinute, maxFrames, maxPages, tools: findVideoTools(this.options.ffmpeg) },
      onPrepared: (ms) => this.options.onStage?.('decode', ms),
    });
    return this.#media;
  }

  assertOpen(): void {
    if (this.#isClosed) throw new PhotoseekError('library-closed', 'The library was closed.');
  }

  /**
   * The first file of a photo that can be reached here and is as it was published: below a root whose folder on this machine was given.
   * @throws PhotoseekError `original-missing`
   */
  async findOriginal(
    request: PublishedRequest,
    id: number,
  ): Promise<{ path: string; sizeBytes: number; metadata: string | null }> {
    const places = await request.query<PlaceRow>(
      (
        bind,
      ) => `SELECT root_id AS "rootId", relative_path AS "relativePath", root.path AS "rootPath", size_bytes AS "sizeBytes", mtime_ms AS "mtimeMs", metadata
        FROM photoseek.file LEFT JOIN photoseek.root ON root.id = root_id WHERE content_id = ${bind.number(id)}::bigint ORDER BY file.path, file.id`,
    );
    const folders = new Map(Object.entries(this.options.roots ?? {}));
    for (const { rootId, relativePath, sizeBytes, mtimeMs, metadata } of places) {
      const folder = rootId === null ? undefined : folders.get(rootId);
      if (folder === undefined || relativePath === null) continue;
      const found = await findBelow(folder, relativePath);
      if (found?.size === Number(sizeBytes) && Math.abs(found.mtimeMs - mtimeMs) <= TIME_TOLERANCE_MS)
        return { path: found.path, sizeBytes: found.size, metadata };
    }
    const [missing] = places.filter(({ rootId }) => rootId !== null && !folders.has(rootId));
    throw new PhotoseekError('original-missing', `The file of photo ${id} cannot be reached from this server.`, {
      hint:
        missing === undefined
          ? 'It is not there any more, has changed, or lies below no root of its library.'
          : `Give the folder that is ${missing.rootPath} on the machine of its library: --root ${missing.rootId}=PATH`,
      details: { id },
    });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#media?.close();
    this.thumbnails?.close();
    await this.encoders.close();
    await this.source.replica?.close();
    await this.source.primary.close();
  }

  /** @throws PhotoseekError model codes, also where the model has other files than the library was indexed with */
  async #openEncoder({ name, revision }: PublishedSpace): Promise<Encoder> {
    const model = await this.#dependencies.resolveModel(name, toModelSources(this.options));
    if (model.revision !== revision)
      throw new PhotoseekError(
        'model-invalid',
        `The libraries were indexed with revision ${revision} of ${name}, and this machine has ${model.revision}.`,
        {
          hint: 'Bring the same files of the model here.',
          details: { name },
        },
      );
    const { device } = this.options;
    return this.#dependencies.createEncoder(model, {
      quickStart: false,
      threads: availableParallelism(),
      ...(device !== undefined && { device }),
    });
  }
}

/** A file below a folder; a database that names one elsewhere, or a link that leads there, gives none. */
async function findBelow(folder: string, relativePath: string) {
  try {
    const root = await toRealPath(folder);
    const path = await toRealPath(relativePath === '' ? root : join(root, relativePath));
    if (path !== root && !isBelow(path, root)) return undefined;
    const status = await stat(toFsPath(path));
    return status.isFile() ? { path, size: status.size, mtimeMs: status.mtimeMs } : undefined;
  } catch {
    return undefined;
  }
}
