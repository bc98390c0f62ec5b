import { basename, dirname, join, resolve } from 'node:path';
import { PhotoseekError, photoNotFound } from '../errors.js';
import type { FramePlace } from '../media/expand/expander.js';
import type { Pixels } from '../media/thumbnails/decode-thumbnail.js';
import { pickThumbnailEdge, SMALL_EDGE } from '../media/thumbnails/thumbnail-edges.js';
import { checkExternalId, type FieldInfo } from '../model/fields.js';
import type { PhotoFrame } from '../model/frame.js';
import { isEverything, type ReadScope } from '../model/read-scope.js';
import type { PhotoRegion } from '../model/region.js';
import { checkArgument, checkOptions, ID, TEXT } from '../runtime/check-arguments.js';
import type { FacetContext } from '../search/browse/facets.js';
import { checkImage, checkPhoto } from '../search/check-query.js';
import type { LibraryContext, Picture } from '../search/context.js';
import { findRealPath } from '../search/embed/query-image.js';
import { putPresentFirst } from '../search/present/put-present-first.js';
import { toPhoto } from '../search/present/to-photo.js';
import { runSearch } from '../search/run-search.js';
import { searchSimilar } from '../search/similar.js';
import type { SearchResponse } from '../search/types/answer.js';
import type { DuplicateGroup, DuplicateOptions } from '../search/types/duplicates.js';
import type { Facets, Overview, PhotoTag, Suggestion, TagCount } from '../search/types/facets.js';
import type { Photo } from '../search/types/photo.js';
import type { ImageTarget, QueryInput, SearchOptions, SimilarTarget, TermQuery } from '../search/types/request.js';
import type { WhereOptions, WhereResponse } from '../search/types/where.js';
import type { PhotoFiles, PhotoRow } from '../store/records.js';
import {
  DUPLICATE_OPTIONS,
  FACES_OPTIONS,
  FIND_FACE_OPTIONS,
  LIST_OPTIONS,
  PEOPLE_OPTIONS,
  SUGGEST_OPTIONS,
  WHERE_OPTIONS,
} from './argument-shapes.js';
import { findOriginal, type LibraryCore } from './core.js';
import { findFramePlace } from './frames/find-frame-place.js';
import type { Item } from './items/types.js';
import type * as ReadPeople from './people/read-people.js';
import type { Face, FaceMatches, FacesOptions, FindFaceOptions, PeopleOptions, Person } from './people/types.js';
import type { ImageBytes, LibraryStats, MotionFilm, Root } from './types/descriptions.js';
import type { PhotoReader } from './types/library.js';

/** Browsers decode an image whole: 100 megapixels take 400 MB of theirs. */
const MAX_FULL_PIXELS = 100_000_000;

/** The reading half of a library; see `PhotoReader`. Each method is a thin call of what does the work. */
export class Reader implements PhotoReader {
  protected readonly core: LibraryCore;

  readonly #scope: ReadScope | undefined;

  /** @param scope what exists for this reader; default: everything */
  constructor(core: LibraryCore, scope?: ReadScope) {
    this.core = core;
    this.#scope = scope;
  }

  async search(query: TermQuery, options?: SearchOptions): Promise<SearchResponse<number>>;
  async search(query: QueryInput, options?: SearchOptions): Promise<SearchResponse>;
  async search(query: QueryInput, options: SearchOptions = {}): Promise<SearchResponse> {
    const response = await this.#timed(() => runSearch(this.#context(), query, options));
    if (options.remember && typeof query === 'string' && response.results.length > 0) this.#remember(query);
    return response;
  }

  async similar(target: SimilarTarget, options: SearchOptions = {}): Promise<SearchResponse<number>> {
    return this.#timed(() => searchSimilar(this.#context(), target, options));
  }

  async photo(photo: number | { externalId: string }): Promise<Photo> {
    if (typeof photo === 'object') {
      checkPhoto(photo);
      checkExternalId(photo.externalId);
    }
    return this.core.whileOpen(async () => {
      if (typeof photo === 'object') return this.#getItem(photo.externalId);
      const row = this.#getRow(photo);
      await putPresentFirst(this.core, new Map([[photo, row]]));
      return toPhoto(row);
    });
  }

  /** The file with the external id is in front. */
  #getItem(externalId: string): Photo {
    const { fields, files } = this.core.catalogue;
    const item = fields.findItem(externalId, this.#scope);
    const row = item?.photoId == null ? undefined : files.getPhoto(item.photoId, this.#scope);
    const own = row?.files.find((file) => file.externalId === externalId);
    if (row !== undefined && own !== undefined)
      return toPhoto({ ...row, files: [own, ...row.files.filter((file) => file !== own)] });
    throw photoNotFound({ externalId });
  }

  async tagsOf(id: number): Promise<PhotoTag[]> {
    return this.core.whileOpen(async () => {
      this.#getRow(id);
      const { listTagsOf } = await import('../insight/tags/list-tags.js');
      return listTagsOf(this.#context(), id);
    });
  }

  async contentHash(id: number): Promise<string> {
    return this.core.whileOpen(() => this.#getFiles(id).contentHash);
  }

  async thumbnail(id: number, edge = 320, format: 'webp' | 'avif' = 'webp', frame?: number): Promise<ImageBytes> {
    return this.core.whileOpen(async () => {
      const photo = this.#getFiles(id);
      const startedAt = performance.now();
      const place = findFramePlace(this.core, id, frame);
      const ordinal = place?.ordinal ?? 0;
      const key = { contentHash: photo.contentHash, frame: ordinal, edge: pickThumbnailEdge(edge), format };
      const bytes = await this.core.thumbnails.get(key, {
        ...(place && { place }),
        findOriginal: async () => (await findOriginal(photo, this.core)).path,
        media: () => this.core.startMedia(),
      });
      this.core.reportStage('thumbnail', performance.now() - startedAt);
      return { bytes, mediaType: `image/${format}` };
    });
  }

  async fullSize(id: number, frame?: number): Promise<ImageBytes> {
    return this.core.whileOpen(async () => {
      const photo = this.#getRow(id);
      const shrink = Math.min(1, Math.sqrt(MAX_FULL_PIXELS / (photo.width * photo.height)));
      const edge = Math.max(1, Math.floor(Math.max(photo.width, photo.height) * shrink));
      const { path } = await findOriginal(photo, this.core);
      const bytes = await this.core
        .startMedia()
        .thumbnail({ path }, edge, 'jpeg', findFramePlace(this.core, id, frame));
      // A file that was replaced while it was decoded is another photo.
      await findOriginal(photo, this.core);
      return { bytes, mediaType: 'image/jpeg' };
    });
  }

  async frames(id: number): Promise<PhotoFrame[]> {
    return this.core.whileOpen(async () => {
      this.#getFiles(id);
      return this.core.catalogue.frames.list(id).map(({ phash, ...frame }) => frame);
    });
  }

  async regions(id: number, frame?: number): Promise<PhotoRegion[]> {
    return this.core.whileOpen(async () => {
      this.#getFiles(id);
      return this.core.catalogue.regions.list(id, frame);
    });
  }

  async people(options: PeopleOptions = {}): Promise<{ people: Person[]; total: number }> {
    checkOptions('people()', options, PEOPLE_OPTIONS);
    const { in: folder } = options;
    return this.#readPeople(({ listPeople }, scope) =>
      listPeople(this.core.catalogue, scope, { ...options, ...(folder !== undefined && { in: resolve(folder) }) }),
    );
  }

  async person(id: number): Promise<Person> {
    checkArgument('id', id, ID);
    return this.#readPeople(({ getPerson }, scope) => getPerson(this.core.catalogue, scope, id));
  }

  async facesOf(personId: number, options: FacesOptions = {}): Promise<{ faces: Face[]; total: number }> {
    checkArgument('personId', personId, ID);
    checkOptions('facesOf()', options, FACES_OPTIONS);
    return this.#readPeople(({ listFacesOf }, scope) => listFacesOf(this.core.catalogue, scope, personId, options));
  }

  async facesIn(photoId: number): Promise<Face[]> {
    return this.#readPeople(({ listFacesIn }, scope) => {
      this.#getFiles(photoId);
      return listFacesIn(this.core.catalogue, scope, photoId);
    });
  }

  async face(id: number): Promise<Face> {
    checkArgument('id', id, ID);
    return this.#readPeople(({ getFace }, scope) => getFace(this.core.catalogue, scope, id));
  }

  async faceImage(id: number): Promise<ImageBytes> {
    const { photoId, contentHash, frame, box } = await this.face(id);
    return this.core.whileOpen(async () => {
      const { chooseFaceEdge, cutFace } = await import('../media/thumbnails/cut-face.js');
      const { width, height } = findFramePlace(this.core, photoId, frame) ?? this.#getRow(photoId);
      const bytes = await this.core.thumbnails.getFace(contentHash, { frame, box }, async () => {
        const edge = chooseFaceEdge(box, { width, height });
        return cutFace((await this.thumbnail(photoId, edge, 'webp', frame)).bytes, box);
      });
      return { bytes, mediaType: 'image/webp' };
    });
  }

  async findFace(picture: number | ImageTarget, options: FindFaceOptions = {}): Promise<FaceMatches> {
    const target = typeof picture === 'number' ? { id: picture } : picture;
    checkImage('The image of findFace()', target, 'Write findFace(7) or findFace({ path: "who.jpg" }).');
    checkOptions('findFace()', options, FIND_FACE_OPTIONS);
    return this.core.whileOpen(async () => {
      const { findFace } = await import('./people/find-face.js');
      const search = {
        ...{ catalogue: this.core.catalogue, scope: this.#scope, media: () => this.core.startMedia() },
        chooseDetector: () => this.core.listDetectors(['faces']),
      };
      return findFace(search, await this.#findTarget(target, options.frame), options);
    });
  }

  async #readPeople<T>(read: (people: typeof ReadPeople, scope: ReadScope | undefined) => T): Promise<T> {
    return this.core.whileOpen(async () => read(await import('./people/read-people.js'), this.#scope));
  }

  async where(picture: number | ImageTarget, text: string, options: WhereOptions = {}): Promise<WhereResponse> {
    const target = typeof picture === 'number' ? { id: picture } : picture;
    checkImage('The image of where()', target, 'Write where(7, "red cup") or where({ path: "shelf.jpg" }, "red cup").');
    checkArgument('text', text, TEXT);
    checkOptions('where()', options, WHERE_OPTIONS);
    return this.core.whileOpen(async () => {
      const { findWhere } = await import('../search/where/find-where.js');
      return findWhere(this.#context(), await this.#findTarget(target, options.frame), text, options);
    });
  }

  async #findTarget(target: ImageTarget, frame: number | undefined): Promise<Picture> {
    if ('id' in target) return this.#findPicture(target.id, frame);
    if ('externalId' in target) return this.#findPicture(this.#getItem(target.externalId).id, frame);
    if (frame === undefined) return { source: 'path' in target ? { path: await findRealPath(target.path) } : target };
    throw new PhotoseekError('bad-argument', 'Only photos of the library have frames with numbers.', {
      hint: 'Give the id of the photo, or leave out the frame.',
    });
  }

  async #findPicture(id: number, frame?: number): Promise<Picture> {
    const photo = this.#getFiles(id);
    const place = findFramePlace(this.core, id, frame);
    const { path } = await findOriginal(photo, this.core);
    return { source: { path }, place };
  }

  async animatedPreview(id: number): Promise<ImageBytes> {
    return this.core.whileOpen(async () => {
      const { contentHash } = this.#getFiles(id);
      const { makePreview } = await import('./frames/make-preview.js');
      const bytes = await this.core.thumbnails.getPreview(contentHash, async () =>
        makePreview(
          await this.frames(id),
          async (frame) => (await this.thumbnail(id, SMALL_EDGE, 'webp', frame)).bytes,
        ),
      );
      return { bytes, mediaType: 'image/webp' };
    });
  }

  async preview(id: number, edge?: number, format?: undefined, frame?: number): Promise<Pixels>;
  async preview(id: number, edge: number, format: 'png', frame?: number): Promise<ImageBytes>;
  async preview(id: number, edge = 320, format?: 'png', frame?: number): Promise<Pixels | ImageBytes> {
    const { bytes } = await this.thumbnail(id, edge, 'webp', frame);
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

  async motion(id: number): Promise<MotionFilm> {
    return this.core.whileOpen(async () => {
      const { findMotion } = await import('./frames/motion.js');
      return findMotion(this.#getRow(id), this.core);
    });
  }

  async sidecars(id: number): Promise<string[]> {
    return this.core.whileOpen(async () => {
      const { path } = await findOriginal(this.#getFiles(id), this.core);
      const { listSidecars } = await import('../indexer/scan/sidecar-stamps.js');
      const names = (await listSidecars(dirname(path))).get(basename(path)) ?? [];
      return names.map((name) => join(dirname(path), name));
    });
  }

  async facets(query?: QueryInput, options: SearchOptions = {}): Promise<Facets> {
    return this.core.whileOpen(async () => {
      const { facets } = await import('../search/browse/facets.js');
      return facets(this.#context(), query, options);
    });
  }

  async overview(): Promise<Overview> {
    return this.core.whileOpen(async () => {
      const { makeOverview } = await import('../search/browse/overview.js');
      return makeOverview(this.#context());
    });
  }

  async suggest(text: string, options: { limit?: number } = {}): Promise<Suggestion[]> {
    checkArgument('text', text, TEXT);
    checkOptions('suggest()', options, SUGGEST_OPTIONS);
    const { limit = 10 } = options;
    return this.core.whileOpen(async () => {
      if (text.trim() === '') {
        const { listExamples } = await import('../search/browse/examples.js');
        return listExamples(this.#context(), limit);
      }
      const { suggest } = await import('../search/browse/suggest.js');
      return suggest(this.#facetContext(), text, limit);
    });
  }

  async duplicates(options: DuplicateOptions = {}): Promise<DuplicateGroup[]> {
    checkOptions('duplicates()', options, DUPLICATE_OPTIONS);
    return this.core.whileOpen(async () => {
      // Loaded on use: a search starts sooner without it.
      const { findDuplicates } = await import('../insight/duplicates/find-duplicates.js');
      const readImages = {
        ofPhoto: (id: number) => this.preview(id).catch(forgetImage),
        ofPlace: (id: number, place: FramePlace) => this.#readPlace(id, place).catch(forgetImage),
      };
      return findDuplicates(this.#context(), readImages, options);
    });
  }

  /** A small image of any time of a film, which is cached: to seek it takes a second. Of others, of a frame. */
  async #readPlace(id: number, place: FramePlace): Promise<Pixels> {
    if (place.atMs === null) return this.preview(id, SMALL_EDGE, undefined, place.ordinal);
    const photo = this.#getFiles(id);
    const key = { contentHash: photo.contentHash, frame: `at${place.atMs}`, edge: SMALL_EDGE, format: 'webp' } as const;
    const bytes = await this.core.thumbnails.get(key, {
      place,
      findOriginal: async () => (await findOriginal(photo, this.core)).path,
      media: () => this.core.startMedia(),
    });
    const { decodeThumbnail } = await import('../media/thumbnails/decode-thumbnail.js');
    return decodeThumbnail(bytes, SMALL_EDGE);
  }

  async tags(): Promise<TagCount[]> {
    return this.core.whileOpen(async () => {
      const { listTags } = await import('../insight/tags/list-tags.js');
      return listTags(this.#context());
    });
  }

  async stats(): Promise<LibraryStats> {
    this.core.assertOpen();
    const { measureLibrary } = await import('./stats.js');
    return measureLibrary(this.core, this.#scope);
  }

  async fields(): Promise<FieldInfo[]> {
    return this.core.whileOpen(() => this.core.catalogue.fields.list(this.#scope));
  }

  async items(options: { after?: string; limit?: number } = {}): Promise<Item[]> {
    checkOptions('items()', options, LIST_OPTIONS);
    const { after = '', limit = 100 } = options;
    return this.core.whileOpen(() =>
      this.core.catalogue.fields
        .listItems(after, limit, this.#scope)
        .map(({ externalId, photoId, fields }) => ({ externalId, id: photoId, fields: fields ?? {} })),
    );
  }

  async roots(): Promise<Root[]> {
    return this.core.whileOpen(async () => {
      const { listRoots } = await import('./roots.js');
      return listRoots(this.core, this.#scope);
    });
  }

  async #timed<Response extends SearchResponse>(search: () => Promise<Response>): Promise<Response> {
    const response = await this.core.whileOpen(search);
    this.core.reportStage('filter', response.timings.filterMs);
    this.core.reportStage('search', response.timings.retrieveMs);
    return response;
  }

  #facetContext(): FacetContext {
    const { catalogue, spaces } = this.core;
    return { catalogue, tagSpaceId: spaces.default.row.id, scope: this.#scope };
  }

  #context(): LibraryContext {
    const { catalogue, spaces, filterCache, orders, options, statFile } = this.core;
    const media = () => this.core.startMedia();
    const openCells = () => this.core.openCells();
    const updateTags = async (signal?: AbortSignal) => {
      const tags = await import('../insight/tags/update-tags.js');
      await tags.updateTags({ catalogue, space: spaces.default }, signal);
    };
    const findPicture = (id: number, frame?: number) => this.#findPicture(id, frame);
    return {
      findPicture,
      catalogue,
      stamp: catalogue.changeStamp,
      spaces,
      filterCache,
      orders,
      openCells,
      scope: this.#scope,
      media,
      updateTags,
      fetchUrl: options.fetchUrl,
      statFile,
    };
  }

  /** For completions. Queries of restricted readers are private: they are not stored. */
  #remember(query: string): void {
    const { catalogue } = this.core;
    if (!isEverything(this.#scope) || catalogue.isReadOnly) return;
    try {
      catalogue.recent.remember(query.trim());
    } catch {
      // A catalogue that cannot be written now (a full disk, a long write of another process) is no reason to fail a search.
    }
  }

  /** The photo with the files that exist for this reader. @throws PhotoseekError `photo-not-found` when there are none */
  #getRow(id: number): PhotoRow {
    return this.#find(id, (files) => files.getPhoto(id, this.#scope));
  }

  /** The same without its metadata. @throws PhotoseekError `photo-not-found` */
  #getFiles(id: number): PhotoFiles {
    return this.#find(id, (files) => files.getPhotoFiles(id, this.#scope));
  }

  #find<Photo>(id: number, find: (files: LibraryCore['catalogue']['files']) => Photo | undefined): Photo {
    checkArgument('id', id, ID);
    const photo = Number.isSafeInteger(id) ? find(this.core.catalogue.files) : undefined;
    if (photo !== undefined) return photo;
    throw photoNotFound({ id });
  }
}

/** An image that cannot be read now is compared with none. */
function forgetImage(error: unknown): undefined {
  if (error instanceof PhotoseekError && error.code !== 'library-closed') return undefined;
  throw error;
}
