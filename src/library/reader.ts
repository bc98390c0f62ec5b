import { sep } from 'node:path';
import { PhotoseekError } from '../errors.js';
import { readRunStatus } from '../indexer/run-session.js';
import type { ImageBytes, LibraryStats, PhotoReader } from '../library-types.js';
import { pickThumbnailEdge } from '../media/thumbnail-edges.js';
import { toPhoto } from '../search/present.js';
import { searchByText } from '../search/search-by-text.js';
import { searchSimilar } from '../search/similar.js';
import type {
  DuplicateGroup,
  Facets,
  Photo,
  PhotoTag,
  SearchOptions,
  SearchQuery,
  SearchResponse,
  SimilarTarget,
  Suggestion,
  TagCount,
} from '../search/types.js';
import type { PhotoRow } from '../store/records.js';
import { findOriginal, type LibraryCore } from './core.js';
import { measureFolder } from './measure-folder.js';

/** The reading half of a library; see `PhotoReader`. Each method is a thin call of what does the work. */
export class Reader implements PhotoReader {
  protected readonly core: LibraryCore;

  readonly #within: string | undefined;

  /** @param within only what lies below this folder exists */
  constructor(core: LibraryCore, within?: string) {
    this.core = core;
    this.#within = within;
  }

  async search(query: string | SearchQuery, options: SearchOptions = {}): Promise<SearchResponse> {
    return this.core.whileOpen(() => searchByText(this.#parts(), query as string, options));
  }

  async similar(target: SimilarTarget, options: SearchOptions = {}): Promise<SearchResponse> {
    return this.core.whileOpen(() => searchSimilar(this.#parts(), target, options));
  }

  async photo(id: number): Promise<Photo> {
    return this.core.whileOpen(() => toPhoto(this.#getRow(id)));
  }

  async tagsOf(_id: number): Promise<PhotoTag[]> {
    throw new PhotoseekError('internal', 'Not built yet.');
  }

  async thumbnail(id: number, edge = 320, format: 'webp' | 'avif' = 'webp'): Promise<ImageBytes> {
    return this.core.whileOpen(async () => {
      const file = await findOriginal(this.#getRow(id));
      const media = () => this.core.startMedia();
      const startedAt = performance.now();
      const bytes = await this.core.thumbnails.get(id, pickThumbnailEdge(edge), file.path, media, format);
      this.core.tellStage('thumbnail', performance.now() - startedAt);
      return { bytes, mediaType: `image/${format}` };
    });
  }

  async original(id: number): Promise<{ path: string; mediaType: string; sizeBytes: number }> {
    return this.core.whileOpen(async () => {
      const row = this.#getRow(id);
      const { path, sizeBytes } = await findOriginal(row);
      return { path, mediaType: row.mediaType, sizeBytes };
    });
  }

  async facets(_query?: string | SearchQuery, _options: SearchOptions = {}): Promise<Facets> {
    throw new PhotoseekError('internal', 'Not built yet.');
  }

  async suggest(_text: string, _options: { limit?: number } = {}): Promise<Suggestion[]> {
    throw new PhotoseekError('internal', 'Not built yet.');
  }

  async duplicates(): Promise<DuplicateGroup[]> {
    throw new PhotoseekError('internal', 'Not built yet.');
  }

  async tags(): Promise<TagCount[]> {
    throw new PhotoseekError('internal', 'Not built yet.');
  }

  async stats(): Promise<LibraryStats> {
    this.core.assertOpen();
    const { catalogue, encoder, model, space, path } = this.core;
    const { name, revision, dtype, dim } = encoder.model;
    const lastIndexed = catalogue.getSetting('lastIndexedAtMs');
    const within = this.#within;
    const vectors =
      within === undefined ? catalogue.vectors.count(model.id) : catalogue.vectors.countWithin(model.id, within);
    return {
      path,
      formatVersion: catalogue.formatVersion,
      files: catalogue.files.countFiles(within),
      photos: catalogue.files.countPhotos(within),
      failures: catalogue.files.countFailures(within),
      model: { name, revision, dtype, dim, vectors },
      lastIndexedAtMs: lastIndexed === undefined ? null : Number(lastIndexed),
      ...(within === undefined
        ? {
            roots: catalogue.listRoots().map((root) => root.path),
            running: readRunStatus(catalogue),
            diskBytes: await measureFolder(path),
            index: { kind: space.kind, linked: space.size - space.pending, pending: space.pending },
          }
        : // How large the whole is would tell of photos that do not exist here.
          { roots: [within], running: null, diskBytes: 0, index: { kind: space.kind, linked: vectors, pending: 0 } }),
    };
  }

  #parts() {
    const { catalogue, model, encoder, space } = this.core;
    return { catalogue, model, encoder, space, within: this.#within, media: () => this.core.startMedia() };
  }

  #getRow(id: number): PhotoRow {
    const row = Number.isSafeInteger(id) ? this.core.catalogue.files.getPhoto(id) : undefined;
    const files = row === undefined ? [] : row.files.filter(({ path }) => this.#exists(path));
    if (row !== undefined && files.length > 0) return { ...row, files };
    throw new PhotoseekError('photo-not-found', `There is no photo with id ${id} in this library.`, {
      details: { id },
    });
  }

  #exists(path: string): boolean {
    return this.#within === undefined || isBelow(path, this.#within);
  }
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
