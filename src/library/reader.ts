import { PhotoseekError } from '../errors.js';
import { readRunStatus } from '../indexer/run-session.js';
import type { Pixels } from '../media/thumbnails/decode-thumbnail.js';
import { pickThumbnailEdge } from '../media/thumbnails/thumbnail-edges.js';
import { facets } from '../search/facets.js';
import { readLimit } from '../search/limits.js';
import { filesWithin, toPhoto } from '../search/present/present.js';
import { runSearch } from '../search/run-search.js';
import type { SearchParts } from '../search/search-parts.js';
import { searchSimilar } from '../search/similar.js';
import { suggest } from '../search/suggest.js';
import type {
  DuplicateGroup,
  DuplicateOptions,
  Facets,
  Photo,
  PhotoTag,
  QueryInput,
  SearchOptions,
  SearchResponse,
  SimilarTarget,
  Suggestion,
  TagCount,
} from '../search/types.js';
import type { PhotoFiles, PhotoRow } from '../store/records.js';
import { findOriginal, type LibraryCore } from './core.js';
import { measureFolder } from './measure-folder.js';
import type { ImageBytes, LibraryStats, PhotoReader } from './types.js';

/** The reading half of a library; see `PhotoReader`. Each method is a thin call of what does the work. */
export class Reader implements PhotoReader {
  protected readonly core: LibraryCore;

  readonly #within: string | undefined;

  /** @param within only what lies below this folder exists */
  constructor(core: LibraryCore, within?: string) {
    this.core = core;
    this.#within = within;
  }

  async search(query: QueryInput, options: SearchOptions = {}): Promise<SearchResponse> {
    const response = await this.#timed(() => runSearch(this.#parts(), query, options));
    if (options.remember && typeof query === 'string' && response.results.length > 0) this.#remember(query);
    return response;
  }

  async similar(target: SimilarTarget, options: SearchOptions = {}): Promise<SearchResponse> {
    return this.#timed(() => searchSimilar(this.#parts(), target, options));
  }

  async photo(id: number): Promise<Photo> {
    return this.core.whileOpen(() => toPhoto(this.#getRow(id)));
  }

  async tagsOf(id: number): Promise<PhotoTag[]> {
    return this.core.whileOpen(async () => {
      this.#getRow(id);
      const { listTagsOf } = await import('../insight/tags/list-tags.js');
      return listTagsOf(this.#parts(), id);
    });
  }

  async contentHash(id: number): Promise<string> {
    return this.core.whileOpen(() => this.#getFiles(id).contentHash);
  }

  async thumbnail(id: number, edge = 320, format: 'webp' | 'avif' = 'webp'): Promise<ImageBytes> {
    return this.core.whileOpen(async () => {
      const photo = this.#getFiles(id);
      const startedAt = performance.now();
      const key = { contentHash: photo.contentHash, frame: 0, edge: pickThumbnailEdge(edge), format };
      const bytes = await this.core.thumbnails.get(key, {
        findOriginal: async () => (await findOriginal(photo, this.core)).path,
        media: () => this.core.startMedia(),
      });
      this.core.tellStage('thumbnail', performance.now() - startedAt);
      return { bytes, mediaType: `image/${format}` };
    });
  }

  async preview(id: number, edge?: number): Promise<Pixels>;
  async preview(id: number, edge: number, format: 'png'): Promise<ImageBytes>;
  async preview(id: number, edge = 320, format?: 'png'): Promise<Pixels | ImageBytes> {
    const { bytes } = await this.thumbnail(id, edge);
    const { decodeThumbnail, thumbnailToPng } = await import('../media/thumbnails/decode-thumbnail.js');
    return this.core.whileOpen(async () =>
      format === undefined
        ? decodeThumbnail(bytes, edge)
        : { bytes: await thumbnailToPng(bytes, edge), mediaType: 'image/png' },
    );
  }

  async original(id: number): Promise<{ path: string; mediaType: string; sizeBytes: number }> {
    return this.core.whileOpen(async () => {
      const photo = this.#getFiles(id);
      const { path, sizeBytes } = await findOriginal(photo, this.core);
      return { path, mediaType: photo.mediaType, sizeBytes };
    });
  }

  async facets(query?: QueryInput, options: SearchOptions = {}): Promise<Facets> {
    return this.core.whileOpen(() => facets(this.#parts(), query, options));
  }

  async suggest(text: string, { limit = 10 }: { limit?: number } = {}): Promise<Suggestion[]> {
    return this.core.whileOpen(() => suggest(this.#parts(), text, readLimit(limit)));
  }

  async duplicates(options: DuplicateOptions = {}): Promise<DuplicateGroup[]> {
    return this.core.whileOpen(async () => {
      // Loaded on use: a search starts sooner without it.
      const { findDuplicates } = await import('../insight/duplicates/find-duplicates.js');
      return findDuplicates(this.#parts(), options);
    });
  }

  async tags(): Promise<TagCount[]> {
    return this.core.whileOpen(async () => {
      const { listTags } = await import('../insight/tags/list-tags.js');
      return listTags(this.#parts());
    });
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
      schemaVersion: catalogue.schemaVersion,
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
            index: {
              kind: space.engine as 'exact' | 'hnsw',
              linked: space.status().indexed,
              pending: space.status().unindexed,
            },
          }
        : // How large the whole is would tell of photos that do not exist here.
          {
            roots: [within],
            running: null,
            diskBytes: 0,
            index: { kind: space.engine as 'exact' | 'hnsw', linked: vectors, pending: 0 },
          }),
    };
  }

  async #timed(search: () => Promise<SearchResponse>): Promise<SearchResponse> {
    const response = await this.core.whileOpen(search);
    this.core.tellStage('filter', response.timings.filterMs);
    this.core.tellStage('search', response.timings.retrieveMs);
    return response;
  }

  #parts(): SearchParts {
    const { catalogue, model, encoder, space, texts, photos, options } = this.core;
    const { fetchUrl } = options;
    const media = () => this.core.startMedia();
    const updateTags = async (signal?: AbortSignal) => {
      const tags = await import('../insight/tags/update-tags.js');
      await tags.updateTags(this.core, signal);
    };
    return { catalogue, model, encoder, space, texts, photos, within: this.#within, media, updateTags, fetchUrl };
  }

  /** For completions. What somebody looks for who sees a part of the photos is nobody else's business. */
  #remember(query: string): void {
    const { catalogue } = this.core;
    if (this.#within !== undefined || catalogue.isReadOnly) return;
    try {
      catalogue.recent.remember(query.trim());
    } catch {
      // A catalogue that cannot be written now (a full disk, a long write of another process) is no reason to fail a search.
    }
  }

  #getRow(id: number): PhotoRow {
    return this.#restrict(id, Number.isSafeInteger(id) ? this.core.catalogue.files.getPhoto(id) : undefined);
  }

  #getFiles(id: number): PhotoFiles {
    return this.#restrict(id, Number.isSafeInteger(id) ? this.core.catalogue.files.getPhotoFiles(id) : undefined);
  }

  /** The photo with the files that exist for this reader. @throws PhotoseekError `photo-not-found` when there are none */
  #restrict<Photo extends { files: { path: string }[] }>(id: number, photo: Photo | undefined): Photo {
    const files = photo === undefined ? [] : filesWithin(photo, this.#within);
    if (photo !== undefined && files.length > 0) return { ...photo, files };
    throw new PhotoseekError('photo-not-found', `There is no photo with id ${id} in this library.`, {
      details: { id },
    });
  }
}
