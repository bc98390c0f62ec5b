import { basename, dirname, join, resolve } from 'node:path';
import { PhotoseekError, photoNotFound } from '../../../errors.js';
import type { Pixels } from '../../../media/thumbnails/decode-thumbnail.js';
import { pickThumbnailEdge, SMALL_EDGE } from '../../../media/thumbnails/thumbnail-edges.js';
import { checkExternalId, type FieldInfo } from '../../../model/fields.js';
import type { FrameInfo, PhotoFrame } from '../../../model/frame.js';
import type { ReadScope } from '../../../model/read-scope.js';
import type { PhotoRegion } from '../../../model/region.js';
import { checkArgument, checkOptions, ID, TEXT } from '../../../runtime/check-arguments.js';
import type { FileStatus } from '../../../runtime/stat-file.js';
import { checkImage, checkPhoto, checkTarget } from '../../../search/check-query.js';
import type { Picture, SearchContext } from '../../../search/context.js';
import { findRealPath } from '../../../search/embed/query-image.js';
import { toPhoto } from '../../../search/present/to-photo.js';
import { readOptions } from '../../../search/read-options.js';
import { readQuery } from '../../../search/read-query.js';
import { answerQuery } from '../../../search/run-search.js';
import { searchLike } from '../../../search/similar.js';
import { chooseSpaces } from '../../../search/spaces/choose-spaces.js';
import type { SearchResponse } from '../../../search/types/answer.js';
import type { Facets, Overview, PhotoTag, Suggestion, TagCount } from '../../../search/types/facets.js';
import type { Photo } from '../../../search/types/photo.js';
import type {
  ImageTarget,
  QueryInput,
  SearchOptions,
  SimilarTarget,
  TermQuery,
} from '../../../search/types/request.js';
import type { WhereOptions, WhereResponse } from '../../../search/types/where.js';
import type { PhotoFiles, PhotoRow } from '../../../store/records.js';
import { findNearestToMean } from '../../../vectors/math/nearest-to-mean.js';
import { FACES_OPTIONS, LIST_OPTIONS, PEOPLE_OPTIONS, SUGGEST_OPTIONS, WHERE_OPTIONS } from '../../argument-shapes.js';
import type { Item } from '../../items/types.js';
import type { Face, FacesOptions, PeopleOptions, Person } from '../../people/types.js';
import type { ImageBytes, LibraryStats, MotionFilm } from '../../types/descriptions.js';
import type { PhotoReader } from '../../types/library.js';
import { compilePublishedScope } from './compile-filters.js';
import { embedPublishedImage } from './embed-image.js';
import { listPublishedTags } from './facet-reads.js';
import { measurePublished } from './measure-published.js';
import { listPublishedFrames } from './photo-reads.js';
import { readCatalogue, refuse } from './published-catalogue.js';
import type { PublishedCore } from './published-core.js';
import {
  getPublishedFace,
  getPublishedPerson,
  listPublishedFacesIn,
  listPublishedFacesOf,
  listPublishedPeople,
} from './published-people.js';
import { PublishedSpaces } from './published-spaces.js';
import { replay } from './replay.js';
import { beginRequest, type PublishedRequest } from './request.js';
import { PublishedFilter } from './selection.js';

/** Browsers decode an image whole: 100 megapixels take 400 MB of theirs. */
const MAX_FULL_PIXELS = 100_000_000;

/** Stands for every file. */
const THERE: FileStatus = { sizeBytes: 0, mtimeMs: 0, ctimeNs: 0n, device: 0n, inode: 0n, links: 1 };

/** One request, and the read side over it. */
interface Asked {
  request: PublishedRequest;
  context: SearchContext;
}

/**
 * The reading half of published libraries: the read side of a library over another catalogue. What it does not answer yet, it refuses with
 * `not-published`.
 */
export class PublishedReader implements PhotoReader {
  protected readonly core: PublishedCore;
  readonly #scope: ReadScope | undefined;

  /** @param scope what exists for this reader; default: everything */
  constructor(core: PublishedCore, scope?: ReadScope) {
    this.core = core;
    this.#scope = scope;
  }

  async search(query: TermQuery, options?: SearchOptions): Promise<SearchResponse<number>>;
  async search(query: QueryInput, options?: SearchOptions): Promise<SearchResponse>;
  async search(query: QueryInput, options: SearchOptions = {}): Promise<SearchResponse> {
    const startedAt = performance.now();
    const checked = readOptions(options);
    const asked = readQuery(query, checked);
    const { context } = await this.#begin();
    const spaces = chooseSpaces(context.spaces, checked.spaces, undefined);
    const terms = await Promise.all(
      asked.terms.map(async (term) => {
        const { source } = term;
        if ('text' in source || 'image' in source) return term;
        return { ...term, source: { image: await embedPublishedImage(context, spaces, source, checked.signal) } };
      }),
    );
    const response = await replay(() => answerQuery(context, { ...asked, terms }, checked, startedAt));
    return this.#report(response);
  }

  async similar(target: SimilarTarget, options: SearchOptions = {}): Promise<SearchResponse<number>> {
    const startedAt = performance.now();
    checkTarget(target);
    const checked = readOptions(options);
    const { context } = await this.#begin();
    const spaces = chooseSpaces(context.spaces, checked.spaces, undefined);
    const image = await embedPublishedImage(context, spaces, target, checked.signal);
    return this.#report(await replay(() => searchLike(context, image, checked, startedAt)));
  }

  async photo(photo: number | { externalId: string }): Promise<Photo> {
    if (typeof photo === 'object') {
      checkPhoto(photo);
      checkExternalId(photo.externalId);
    }
    const { context } = await this.#begin();
    return replay(() =>
      toPhoto(typeof photo === 'object' ? this.#getItem(context, photo.externalId) : this.#getRow(context, photo)),
    );
  }

  async tagsOf(id: number): Promise<PhotoTag[]> {
    const { context, request } = await this.#begin();
    await replay(() => this.#getRow(context, id));
    const rows = await request.query<{ name: string; score: number }>(
      (bind) => `SELECT name, score FROM photoseek.tag WHERE content_id = ${bind.number(id)}::bigint
        AND space_id = ${bind.number(context.spaces.default.row.id)} ORDER BY score DESC, name COLLATE "C"`,
    );
    return rows.map(({ name, score }) => ({ name, score }));
  }

  async contentHash(id: number): Promise<string> {
    const { context } = await this.#begin();
    return replay(() => this.#getRow(context, id).contentHash);
  }

  async frames(id: number): Promise<PhotoFrame[]> {
    const { context, request } = await this.#begin();
    return replay(() => {
      this.#getRow(context, id);
      return listPublishedFrames(request, id);
    });
  }

  async regions(id: number, frame?: number): Promise<PhotoRegion[]> {
    const { context } = await this.#begin();
    return replay(() => {
      this.#getRow(context, id);
      return context.catalogue.regions.list(id, frame);
    });
  }

  async thumbnail(id: number, edge = 320, format: 'webp' | 'avif' = 'webp', frame?: number): Promise<ImageBytes> {
    const { context, request } = await this.#begin();
    const startedAt = performance.now();
    const photo = await replay(() => this.#getRow(context, id));
    const place = await replay(() => findPlace(context, photo, frame));
    const key = { contentHash: photo.contentHash, frame: place?.ordinal ?? 0, edge: pickThumbnailEdge(edge), format };
    const findOriginal = async () => (await this.core.findOriginal(request, id)).path;
    const media = () => this.core.startMedia();
    const bytes =
      this.core.thumbnails === undefined
        ? await media().thumbnail({ path: await findOriginal() }, key.edge, format, place)
        : await this.core.thumbnails.get(key, { ...(place && { place }), findOriginal, media });
    this.core.options.onStage?.('thumbnail', performance.now() - startedAt);
    return { bytes, mediaType: `image/${format}` };
  }

  async fullSize(id: number, frame?: number): Promise<ImageBytes> {
    const { context, request } = await this.#begin();
    const photo = await replay(() => this.#getRow(context, id));
    const place = await replay(() => findPlace(context, photo, frame));
    const shrink = Math.min(1, Math.sqrt(MAX_FULL_PIXELS / (photo.width * photo.height)));
    const edge = Math.max(1, Math.floor(Math.max(photo.width, photo.height) * shrink));
    const { path } = await this.core.findOriginal(request, id);
    return { bytes: await this.core.startMedia().thumbnail({ path }, edge, 'jpeg', place), mediaType: 'image/jpeg' };
  }

  async preview(id: number, edge?: number, format?: undefined, frame?: number): Promise<Pixels>;
  async preview(id: number, edge: number, format: 'png', frame?: number): Promise<ImageBytes>;
  async preview(id: number, edge = 320, format?: 'png', frame?: number): Promise<Pixels | ImageBytes> {
    const { bytes } = await this.thumbnail(id, edge, 'webp', frame);
    const { decodeThumbnail, thumbnailToPng } = await import('../../../media/thumbnails/decode-thumbnail.js');
    return format === undefined
      ? decodeThumbnail(bytes, edge)
      : { bytes: await thumbnailToPng(bytes, edge), mediaType: 'image/png' };
  }

  async original(id: number): Promise<{ path: string; mediaType: string; sizeBytes: number }> {
    const { context, request } = await this.#begin();
    const { mediaType } = await replay(() => this.#getFiles(context, id));
    const { path, sizeBytes } = await this.core.findOriginal(request, id);
    return { path, sizeBytes, mediaType };
  }

  async fields(): Promise<FieldInfo[]> {
    const { request } = await this.#begin();
    const rows = await request.query<{ name: string; type: FieldInfo['type']; files: string }>((bind) => {
      const conditions = compilePublishedScope(this.#scope, bind);
      return `SELECT name, type, count(DISTINCT file_id) AS files FROM photoseek.field_value JOIN photoseek.file AS photo ON photo.id = file_id
        ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`} GROUP BY name, type ORDER BY name COLLATE "C"`;
    });
    return rows.map(({ name, type, files }) => ({ name, type, files: Number(files) }));
  }

  async items(options: { after?: string; limit?: number } = {}): Promise<Item[]> {
    checkOptions('items()', options, LIST_OPTIONS);
    const { after = '', limit = 100 } = options;
    const { request } = await this.#begin();
    const rows = await request.query<{ externalId: string; id: string; fields: string | null }>((bind) => {
      const conditions = [`external_id > ${bind.text(after)} COLLATE "C"`, ...compilePublishedScope(this.#scope, bind)];
      return `SELECT external_id AS "externalId", content_id AS id, fields FROM photoseek.file AS photo WHERE ${conditions.join(' AND ')}
        ORDER BY external_id, id LIMIT ${Number(limit)}`;
    });
    return rows.map(({ externalId, id, fields }) => ({
      externalId,
      id: Number(id),
      fields: fields === null ? {} : JSON.parse(fields),
    }));
  }

  async stats(): Promise<LibraryStats> {
    const { context, request } = await this.#begin();
    return measurePublished(request, context, this.#scope);
  }

  async tags(): Promise<TagCount[]> {
    const { context, request } = await this.#begin();
    return listPublishedTags(request, context.spaces.default.row.id, this.#scope);
  }

  async people(options: PeopleOptions = {}): Promise<{ people: Person[]; total: number }> {
    checkOptions('people()', options, PEOPLE_OPTIONS);
    const { in: folder } = options;
    const { request } = await this.#begin();
    return listPublishedPeople(request, this.#scope, {
      ...options,
      ...(folder !== undefined && { in: resolve(folder) }),
    });
  }

  async person(id: number): Promise<Person> {
    checkArgument('id', id, ID);
    const { request } = await this.#begin();
    return getPublishedPerson(request, this.#scope, id);
  }

  async facesOf(personId: number, options: FacesOptions = {}): Promise<{ faces: Face[]; total: number }> {
    checkArgument('personId', personId, ID);
    checkOptions('facesOf()', options, FACES_OPTIONS);
    const { request } = await this.#begin();
    return listPublishedFacesOf(request, this.#scope, personId, options);
  }

  async facesIn(photoId: number): Promise<Face[]> {
    const { context, request } = await this.#begin();
    await replay(() => this.#getRow(context, photoId));
    return listPublishedFacesIn(request, this.#scope, photoId);
  }

  async face(id: number): Promise<Face> {
    checkArgument('id', id, ID);
    const { request } = await this.#begin();
    return getPublishedFace(request, this.#scope, id);
  }

  async faceImage(id: number): Promise<ImageBytes> {
    const { photoId, contentHash, frame, box } = await this.face(id);
    const { context } = await this.#begin();
    const { width, height } = await replay(
      () => context.catalogue.frames.find(photoId, frame) ?? this.#getRow(context, photoId),
    );
    const { chooseFaceEdge, cutFace } = await import('../../../media/thumbnails/cut-face.js');
    const make = async () => {
      const edge = chooseFaceEdge(box, { width, height });
      return cutFace((await this.thumbnail(photoId, edge, 'webp', frame)).bytes, box);
    };
    const bytes = await (this.core.thumbnails?.getFace(contentHash, { frame, box }, make) ?? make());
    return { bytes, mediaType: 'image/webp' };
  }

  async findFace(): Promise<never> {
    return refuse('Whose a face is');
  }

  async where(picture: number | ImageTarget, text: string, options: WhereOptions = {}): Promise<WhereResponse> {
    const target = typeof picture === 'number' ? { id: picture } : picture;
    checkImage('The image of where()', target, 'Write where(7, "red cup") or where({ path: "shelf.jpg" }, "red cup").');
    checkArgument('text', text, TEXT);
    checkOptions('where()', options, WHERE_OPTIONS);
    const { context, request } = await this.#begin();
    const found = await this.#findTarget({ context, request }, target, options.frame);
    const { findWhere } = await import('../../../search/where/find-where.js');
    return replay(() => findWhere(context, found, text, options));
  }

  async #findTarget({ context, request }: Asked, target: ImageTarget, frame: number | undefined): Promise<Picture> {
    if (!('id' in target) && !('externalId' in target)) {
      if (frame === undefined) return { source: 'path' in target ? { path: await findRealPath(target.path) } : target };
      throw new PhotoseekError('bad-argument', 'Only photos of the library have frames with numbers.', {
        hint: 'Give the id of the photo, or leave out the frame.',
      });
    }
    const photo = await replay(() =>
      'id' in target ? this.#getRow(context, target.id) : this.#getItem(context, target.externalId),
    );
    const place = await replay(() => findPlace(context, photo, frame));
    return { source: { path: (await this.core.findOriginal(request, photo.id)).path }, place };
  }

  async animatedPreview(id: number): Promise<ImageBytes> {
    const contentHash = await this.contentHash(id);
    const { makePreview } = await import('../../frames/make-preview.js');
    const make = async () =>
      makePreview(await this.frames(id), async (frame) => (await this.thumbnail(id, SMALL_EDGE, 'webp', frame)).bytes);
    return { bytes: await (this.core.thumbnails?.getPreview(contentHash, make) ?? make()), mediaType: 'image/webp' };
  }

  async motion(id: number): Promise<MotionFilm> {
    const { context, request } = await this.#begin();
    await replay(() => this.#getRow(context, id));
    const { path, metadata } = await this.core.findOriginal(request, id);
    const { findFilm } = await import('../../frames/motion.js');
    return findFilm(id, path, metadata);
  }

  async sidecars(id: number): Promise<string[]> {
    const { context, request } = await this.#begin();
    await replay(() => this.#getRow(context, id));
    const { path } = await this.core.findOriginal(request, id);
    const { listSidecars } = await import('../../../indexer/scan/sidecar-stamps.js');
    return ((await listSidecars(dirname(path))).get(basename(path)) ?? []).map((name) => join(dirname(path), name));
  }

  async facets(query?: QueryInput, options: SearchOptions = {}): Promise<Facets> {
    const { context: whole } = await this.#begin();
    // Decoding an image again and again would take too long.
    const context = { ...whole, media: () => refuse('Counts over what an image finds') };
    const { facets } = await import('../../../search/browse/facets.js');
    return replay(() => facets(context, query, options));
  }

  async overview(): Promise<Overview> {
    const { context } = await this.#begin();
    const { makeOverview } = await import('../../../search/browse/overview.js');
    return replay(() => makeOverview(context));
  }

  async suggest(text: string, options: { limit?: number } = {}): Promise<Suggestion[]> {
    checkArgument('text', text, TEXT);
    checkOptions('suggest()', options, SUGGEST_OPTIONS);
    const { limit = 10 } = options;
    const { context } = await this.#begin();
    const { catalogue, spaces, scope } = context;
    if (text.trim() === '') {
      const { listExamples } = await import('../../../search/browse/examples.js');
      return replay(() => listExamples(context, limit));
    }
    const { suggest } = await import('../../../search/browse/suggest.js');
    return replay(() => suggest({ catalogue, scope, tagSpaceId: spaces.default.row.id }, text, limit));
  }

  async duplicates(): Promise<never> {
    return refuse('Duplicates');
  }

  async roots(): Promise<never> {
    return refuse('Roots');
  }

  /** One statement says what is published now; all that a request reads is of that or of later. */
  async #begin(): Promise<Asked> {
    this.core.assertOpen();
    const request = await beginRequest(this.core.openReads());
    const filterCache = new PublishedFilter(request);
    const context: SearchContext = {
      ...{
        catalogue: readCatalogue(request, filterCache, this.core),
        spaces: new PublishedSpaces(request, this.core.encoders),
        filterCache,
      },
      ...{ scope: this.#scope, media: () => this.core.startMedia(), fetchUrl: this.core.options.fetchUrl },
      openCells: () => Promise.reject(new PhotoseekError('internal', 'Parts of photos are not published.')),
      findPicture: async (id) => ({ source: { path: (await this.core.findOriginal(request, id)).path } }),
      // Files are those of other machines: which are there now is not known here.
      statFile: async () => THERE,
    };
    return { request, context };
  }

  #report<Response extends SearchResponse>(response: Response): Response {
    this.core.options.onStage?.('filter', response.timings.filterMs);
    this.core.options.onStage?.('search', response.timings.retrieveMs);
    return response;
  }

  /** @throws PhotoseekError `photo-not-found` */
  #getRow({ catalogue }: SearchContext, id: number): PhotoRow {
    checkArgument('id', id, ID);
    const row = Number.isSafeInteger(id) ? catalogue.files.getPhoto(id, this.#scope) : undefined;
    if (row !== undefined) return row;
    throw photoNotFound({ id });
  }

  #getFiles(context: SearchContext, id: number): PhotoFiles {
    return this.#getRow(context, id);
  }

  /** The file with the external id is in front. */
  #getItem({ catalogue }: SearchContext, externalId: string): PhotoRow {
    const item = catalogue.fields.findItem(externalId, this.#scope);
    const row = item?.photoId == null ? undefined : catalogue.files.getPhoto(item.photoId, this.#scope);
    const own = row?.files.find((file) => file.externalId === externalId);
    if (row !== undefined && own !== undefined)
      return { ...row, files: [own, ...row.files.filter((file) => file !== own)] };
    throw photoNotFound({ externalId });
  }
}

/** The place of a frame, or of the one that stands for the content, as `findFramePlace` has it. */
function findPlace(
  { catalogue, spaces }: SearchContext,
  { id, frameKind, frames }: PhotoRow,
  frame: number | undefined,
): FrameInfo | undefined {
  const place = catalogue.frames.find(id, frame ?? 0);
  if (frame !== undefined && place === undefined) throw photoNotFound({ id }, `It has no frame ${frame}.`);
  if (place?.kind === 'image' && place.ordinal === 0) return undefined;
  if (frame !== undefined || frameKind !== 'video' || frames < 2) return place;
  const { id: spaceId, dim } = spaces.default.row;
  const vectors = catalogue.vectors.ofFrames([id], spaceId, dim).get(id) ?? [];
  const standing = vectors[findNearestToMean(vectors.map(({ vector }) => vector))]?.ordinal ?? 0;
  return catalogue.frames.find(id, standing) ?? place;
}
