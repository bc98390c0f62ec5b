import { randomUUID } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { defaultHub, defaultLibraryFolder, defaultModelCache } from './default-folders.js';
import { EMBEDDED_MODEL } from './encoder/embedded-model.js';
import { resolveModel } from './encoder/resolve-model.js';
import type { Encoder, ModelDescription } from './encoder/types.js';
import { createEncoder } from './encoder/worker-encoder.js';
import { PhotoseekError } from './errors.js';
import { EventQueue } from './indexer/event-queue.js';
import type { IndexEvent, IndexOptions, WatchOptions } from './indexer/events.js';
import { readRunStatus } from './indexer/run-session.js';
import type * as WriteSide from './indexer/write-side.js';
import { DEFAULT_BATCH_SIZE } from './library-defaults.js';
import type { ImageBytes, Library, LibraryStats, OpenOptions } from './library-types.js';
import { toFsPath } from './media/fs-path.js';
import { DEFAULT_TIME_LIMIT_MS, MediaPool } from './media/media-pool.js';
import { ThumbnailCache } from './media/thumbnail-cache.js';
import { pickThumbnailEdge } from './media/thumbnail-edges.js';
import { toPhoto } from './search/present.js';
import { searchByText } from './search/search-by-text.js';
import { searchSimilar } from './search/similar.js';
import type { Photo, SearchOptions, SearchResponse, SimilarTarget } from './search/types.js';
import { Catalogue } from './store/catalogue.js';
import type { ModelRow, PhotoRow } from './store/records.js';
import { SpaceIndex, type VectorSource } from './vectors/space-index.js';

/**
 * Opens a photo library, making it when there is none.
 *
 * @example
 * ```ts
 * const library = await openLibrary({ path: './my-library' });
 * for await (const event of library.index(['/home/me/Pictures'])) if (event.type === 'done') console.log(event.report.indexed);
 * const { results } = await library.search('grandma on the red boat', { limit: 5 });
 * await library.close();
 * ```
 * @throws PhotoseekError `library-not-found`, `library-newer`, `library-damaged`, `library-unwritable`, model codes
 */
export async function openLibrary(options: OpenOptions = {}): Promise<Library> {
  const path = resolve(options.path ?? defaultLibraryFolder());
  const catalogue = new Catalogue(path, { create: options.create ?? true });
  try {
    const name = options.model ?? catalogue.getSetting('model') ?? EMBEDDED_MODEL;
    const model = await resolveModel(name, {
      cache: options.modelCache ?? defaultModelCache(),
      hub: options.hub ?? defaultHub(),
      ...(options.onModelDownload === undefined ? {} : { onDownload: options.onModelDownload }),
    });
    return new OpenedLibrary(catalogue, model, options);
  } catch (error) {
    catalogue.close();
    throw error;
  }
}

class OpenedLibrary implements Library {
  readonly path: string;
  readonly #catalogue: Catalogue;
  readonly #options: OpenOptions;
  readonly #encoder: Encoder;
  readonly #model: ModelRow;
  readonly #space: SpaceIndex;
  readonly #thumbnails: ThumbnailCache;
  readonly #closing = new AbortController();
  readonly #runs = new Set<Promise<void>>();
  #media: MediaPool | undefined;
  #closed: Promise<void> | undefined;

  constructor(catalogue: Catalogue, model: ModelDescription, options: OpenOptions) {
    const { oneShot = false, threads = availableParallelism() } = options;
    this.path = catalogue.folder;
    this.#options = options;
    this.#catalogue = catalogue;
    this.#encoder = createEncoder(model, { quickStart: oneShot, threads });
    const { name, revision, dtype, dim } = model;
    this.#model = catalogue.ensureModel({ name, revision, dtype, dim });
    this.#space = new SpaceIndex(toVectorSource(catalogue, this.#model), {
      sidecarPath: join(this.path, `graph-${this.#model.id}.json`),
      exactOnly: oneShot,
    });
    this.#thumbnails = new ThumbnailCache(join(this.path, 'thumbnails'));
  }

  async *index(paths: readonly string[], options: IndexOptions = {}): AsyncGenerator<IndexEvent, void, undefined> {
    this.#assertOpen();
    if (paths.length === 0) throw new PhotoseekError('no-paths', 'Nothing to index: no folder or file was named.');
    yield* this.#stream(options.signal, (emit, signal) =>
      this.#runExclusively(options, emit, signal, async (writeSide, tell) => {
        // From now on this is the model the library is searched with.
        this.#catalogue.setSetting('model', this.#encoder.model.name);
        const found = await writeSide.findScopes(paths, this.#catalogue, options);
        await writeSide.runIndex(this.#indexParts(), { ...found, options }, tell, signal);
      }),
    );
  }

  async *watch(options: WatchOptions = {}): AsyncGenerator<IndexEvent, void, undefined> {
    this.#assertOpen();
    yield* this.#stream(options.signal, async (emit, signal) => {
      const { watchRoots } = await import('./indexer/watch-roots.js');
      const update = (changes: { root: string; paths: string[] }[]) =>
        this.#runExclusively({ wait: true }, emit, signal, async (writeSide, tell) => {
          const scopes = writeSide.toScopes(changes, this.#catalogue);
          await writeSide.runIndex(
            this.#indexParts(),
            { scopes, failures: [], missingRoots: [], options: {} },
            tell,
            signal,
          );
        });
      const roots = this.#catalogue.listRoots().map((root) => root.path);
      // Watched first and looked through then: what changes in between is seen twice rather than not at all.
      const bursts = watchRoots(roots, signal);
      const first = bursts.next();
      await update(roots.map((root) => ({ root, paths: [root] })));
      for (let burst = await first; !burst.done; burst = await bursts.next()) await update(burst.value);
    });
  }

  async search(text: string, options: SearchOptions = {}): Promise<SearchResponse> {
    return this.#whileOpen(() => searchByText(this.#searchParts(), text, options));
  }

  async similar(target: SimilarTarget, options: SearchOptions = {}): Promise<SearchResponse> {
    const media = () => this.#startMedia();
    return this.#whileOpen(() => searchSimilar({ ...this.#searchParts(), media }, target, options));
  }

  async photo(id: number): Promise<Photo> {
    return toPhoto(this.#getRow(id));
  }

  async thumbnail(id: number, edge = 320): Promise<ImageBytes> {
    return this.#whileOpen(async () => {
      const file = await this.#findOriginal(this.#getRow(id));
      const bytes = await this.#thumbnails.get(id, pickThumbnailEdge(edge), file.path, () => this.#startMedia());
      return { bytes, mediaType: 'image/webp' };
    });
  }

  async original(id: number): Promise<{ path: string; mediaType: string; sizeBytes: number }> {
    const row = this.#getRow(id);
    const { path, sizeBytes } = await this.#findOriginal(row);
    return { path, mediaType: row.mediaType, sizeBytes };
  }

  async stats(): Promise<LibraryStats> {
    this.#assertOpen();
    const { name, revision, dtype, dim } = this.#encoder.model;
    const lastIndexed = this.#catalogue.getSetting('lastIndexedAtMs');
    const { files, vectors } = this.#catalogue;
    return {
      path: this.path,
      formatVersion: this.#catalogue.formatVersion,
      roots: this.#catalogue.listRoots().map((root) => root.path),
      running: readRunStatus(this.#catalogue),
      files: files.countFiles(),
      photos: files.countPhotos(),
      failures: this.#catalogue.countFailures(),
      model: { name, revision, dtype, dim, vectors: vectors.count(this.#model.id) },
      diskBytes: await measureFolder(this.path),
      index: { kind: this.#space.kind, linked: this.#space.size - this.#space.pending, pending: this.#space.pending },
      lastIndexedAtMs: lastIndexed === undefined ? null : Number(lastIndexed),
    };
  }

  async warmUp(): Promise<void> {
    await this.#whileOpen(() => Promise.all([this.#encoder.encodeTexts(['']), this.#space.refresh()]));
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#runs);
    this.#media?.close();
    await Promise.all([this.#space.close(), this.#encoder.close()]);
    this.#catalogue.close();
  }

  /** Work that tells of itself while it goes; it ends with the consumer's loop, with its signal or with the library. */
  async *#stream(
    signal: AbortSignal | undefined,
    work: (emit: (event: IndexEvent) => void, signal: AbortSignal) => Promise<void>,
  ): AsyncGenerator<IndexEvent, void, undefined> {
    this.#assertOpen();
    const stop = new AbortController();
    const signals = [stop.signal, this.#closing.signal, ...(signal ? [signal] : [])];
    const events = new EventQueue<IndexEvent>();
    const run = work((event) => events.push(event), AbortSignal.any(signals)).then(
      () => events.finish(),
      (error) => events.finish({ error }),
    );
    this.#runs.add(run);
    try {
      yield* events;
    } finally {
      // Also when the consumer broke out of its loop: what is in flight is written first.
      stop.abort();
      await run;
      this.#runs.delete(run);
    }
  }

  async #runExclusively(
    { wait = false }: Pick<IndexOptions, 'wait'>,
    emit: (event: IndexEvent) => void,
    signal: AbortSignal,
    work: (writeSide: typeof WriteSide, emit: (event: IndexEvent) => void) => Promise<void>,
  ): Promise<void> {
    // Loaded on use: a search never needs the write side, and starts sooner without it.
    const writeSide = await import('./indexer/write-side.js');
    await writeSide.runExclusively(this.#catalogue, { wait, signal }, emit, (tell) => work(writeSide, tell));
  }

  #indexParts() {
    return {
      catalogue: this.#catalogue,
      modelId: this.#model.id,
      encoder: this.#encoder,
      media: this.#startMedia(),
      space: this.#space,
      batchSize: this.#options.batchSize ?? DEFAULT_BATCH_SIZE,
    };
  }

  #searchParts() {
    return { catalogue: this.#catalogue, model: this.#model, encoder: this.#encoder, space: this.#space };
  }

  #startMedia(): MediaPool {
    this.#assertOpen();
    const { decoders = availableParallelism(), fileTimeLimitMs = DEFAULT_TIME_LIMIT_MS } = this.#options;
    this.#media ??= new MediaPool({ processes: decoders, timeLimitMs: fileTimeLimitMs });
    return this.#media;
  }

  #getRow(id: number): PhotoRow {
    this.#assertOpen();
    const row = Number.isSafeInteger(id) ? this.#catalogue.files.getPhoto(id) : undefined;
    if (row !== undefined) return row;
    throw new PhotoseekError('photo-not-found', `There is no photo with id ${id} in this library.`, {
      details: { id },
    });
  }

  /** The first file of a photo that is still there and still as it was indexed: a file that changed is another photo. */
  async #findOriginal(row: PhotoRow): Promise<PhotoRow['files'][number]> {
    for (const file of row.files) {
      const facts = await stat(toFsPath(file.path)).catch(() => undefined);
      if (facts?.isFile() && facts.size === file.sizeBytes && facts.mtimeMs === file.mtimeMs) return file;
    }
    throw new PhotoseekError('original-missing', `The file of photo ${row.id} is not there any more, or has changed.`, {
      hint: 'Index its folder again.',
      details: { id: row.id },
    });
  }

  /** What breaks in a call because the library is closed meanwhile was closed, whatever it looked like from inside. */
  async #whileOpen<T>(call: () => Promise<T>): Promise<T> {
    this.#assertOpen();
    try {
      return await call();
    } catch (error) {
      this.#assertOpen();
      throw error;
    }
  }

  #assertOpen(): void {
    if (this.#closing.signal.aborted) throw new PhotoseekError('library-closed', 'The library was closed.');
  }
}

function toVectorSource(catalogue: Catalogue, model: ModelRow): VectorSource {
  // Ties a graph to this catalogue and no other.
  let libraryId = catalogue.getSetting('libraryId');
  if (libraryId === undefined) {
    libraryId = randomUUID();
    catalogue.setSetting('libraryId', libraryId);
  }
  return {
    identity: { libraryId, space: `${model.revision}:${model.dtype}`, dim: model.dim },
    count: () => catalogue.vectors.count(model.id),
    listAfter: (afterId, limit) => catalogue.vectors.listAfter(model.id, model.dim, afterId, limit),
    listRemovedAfter: (seq) => catalogue.vectors.listRemovedAfter(model.id, seq),
  };
}

async function measureFolder(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        stat(join(entry.parentPath, entry.name)).then(
          (facts) => facts.size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
