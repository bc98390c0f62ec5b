import { resolve } from 'node:path';
import type { Pixels } from '../../../media/thumbnails/decode-thumbnail.js';
import { checkExternalId, type FieldInfo } from '../../../model/fields.js';
import type { PhotoFrame } from '../../../model/frame.js';
import type { ReadScope } from '../../../model/read-scope.js';
import type { PhotoRegion } from '../../../model/region.js';
import { checkArgument, checkOptions, ID, TEXT } from '../../../runtime/check-arguments.js';
import { checkImage, checkPhoto, checkTarget } from '../../../search/check-query.js';
import { toPhoto } from '../../../search/present/to-photo.js';
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
import { FACES_OPTIONS, LIST_OPTIONS, PEOPLE_OPTIONS, SUGGEST_OPTIONS, WHERE_OPTIONS } from '../../argument-shapes.js';
import type { Item } from '../../items/types.js';
import type { Face, FacesOptions, PeopleOptions, Person } from '../../people/types.js';
import type { ImageBytes, LibraryStats, MotionFilm, Root } from '../../types/descriptions.js';
import type { PhotoReader } from '../../types/library.js';
import { measurePublished } from './answers/measure-published.js';
import { listPublishedFields, listPublishedItems } from './answers/published-items.js';
import * as people from './answers/published-people.js';
import * as pictures from './answers/published-pictures.js';
import { findTarget, searchLikePublished, searchPublished } from './answers/published-search.js';
import { listPublishedTags, listTagsOfPublished } from './answers/published-tags.js';
import { listPublishedRoots } from './answers/roots-and-failures.js';
import { Asked } from './asked.js';
import { listPublishedFrames } from './catalogue/photo-reads.js';
import type { PublishedCore } from './published-core.js';
import { refuse } from './refuse.js';
import { replay } from './replay.js';

/**
 * The reading half of published libraries: the read side of a library over another catalogue. What it does not answer yet, it refuses with
 * `not-published`.
 */
export class PublishedReader implements PhotoReader {
  protected readonly core: PublishedCore;
  readonly #scope: ReadScope | undefined;
  readonly #begin = () => Asked.begin(this.core, this.#scope);

  /** @param scope what exists for this reader; default: everything */
  constructor(core: PublishedCore, scope?: ReadScope) {
    this.core = core;
    this.#scope = scope;
  }

  async search(query: TermQuery, options?: SearchOptions): Promise<SearchResponse<number>>;
  async search(query: QueryInput, options?: SearchOptions): Promise<SearchResponse>;
  async search(query: QueryInput, options: SearchOptions = {}): Promise<SearchResponse> {
    return searchPublished(this.#begin, query, options);
  }

  async similar(target: SimilarTarget, options: SearchOptions = {}): Promise<SearchResponse<number>> {
    checkTarget(target);
    return searchLikePublished(this.#begin, target, options);
  }

  async where(picture: number | ImageTarget, text: string, options: WhereOptions = {}): Promise<WhereResponse> {
    const target = typeof picture === 'number' ? { id: picture } : picture;
    checkImage('The image of where()', target, 'Write where(7, "red cup") or where({ path: "shelf.jpg" }, "red cup").');
    checkArgument('text', text, TEXT);
    checkOptions('where()', options, WHERE_OPTIONS);
    const asked = await this.#begin();
    const found = await findTarget(asked, target, options.frame);
    const { findWhere } = await import('../../../search/where/find-where.js');
    return replay(() => findWhere(asked.context, found, text, options));
  }

  async photo(photo: number | { externalId: string }): Promise<Photo> {
    if (typeof photo === 'object') {
      checkPhoto(photo);
      checkExternalId(photo.externalId);
    }
    return toPhoto(await (await this.#begin()).findPhoto(photo));
  }

  async contentHash(id: number): Promise<string> {
    return (await (await this.#begin()).findPhoto(id)).contentHash;
  }

  async frames(id: number): Promise<PhotoFrame[]> {
    const asked = await this.#begin();
    await asked.findPhoto(id);
    return replay(() => listPublishedFrames(asked.request, id));
  }

  async regions(id: number, frame?: number): Promise<PhotoRegion[]> {
    const asked = await this.#begin();
    await asked.findPhoto(id);
    return replay(() => asked.context.catalogue.regions.list(id, frame));
  }

  async thumbnail(id: number, edge = 320, format: 'webp' | 'avif' = 'webp', frame?: number): Promise<ImageBytes> {
    return pictures.getThumbnail(await this.#begin(), id, edge, format, frame);
  }

  async fullSize(id: number, frame?: number): Promise<ImageBytes> {
    return pictures.getFullSize(await this.#begin(), id, frame);
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

  async animatedPreview(id: number): Promise<ImageBytes> {
    return pictures.getAnimatedPreview(await this.#begin(), id);
  }

  async original(id: number): Promise<{ path: string; mediaType: string; sizeBytes: number }> {
    return pictures.findOriginal(await this.#begin(), id);
  }

  async motion(id: number): Promise<MotionFilm> {
    return pictures.findMotion(await this.#begin(), id);
  }

  async sidecars(id: number): Promise<string[]> {
    return pictures.listSidecarsOf(await this.#begin(), id);
  }

  async fields(): Promise<FieldInfo[]> {
    return listPublishedFields(await this.#begin());
  }

  async items(options: { after?: string; limit?: number } = {}): Promise<Item[]> {
    checkOptions('items()', options, LIST_OPTIONS);
    const { after = '', limit = 100 } = options;
    return listPublishedItems(await this.#begin(), after, limit);
  }

  async stats(): Promise<LibraryStats> {
    const { context, request } = await this.#begin();
    return measurePublished(request, context, this.#scope);
  }

  async tags(): Promise<TagCount[]> {
    const { request, spaceId } = await this.#begin();
    return listPublishedTags(request, spaceId, this.#scope);
  }

  async tagsOf(id: number): Promise<PhotoTag[]> {
    const asked = await this.#begin();
    await asked.findPhoto(id);
    return listTagsOfPublished(asked.request, asked.spaceId, id);
  }

  async people(options: PeopleOptions = {}): Promise<{ people: Person[]; total: number }> {
    checkOptions('people()', options, PEOPLE_OPTIONS);
    const { in: folder } = options;
    const { request } = await this.#begin();
    return people.listPublishedPeople(request, this.#scope, {
      ...options,
      ...(folder !== undefined && { in: resolve(folder) }),
    });
  }

  async person(id: number): Promise<Person> {
    checkArgument('id', id, ID);
    const { request } = await this.#begin();
    return people.getPublishedPerson(request, this.#scope, id);
  }

  async facesOf(personId: number, options: FacesOptions = {}): Promise<{ faces: Face[]; total: number }> {
    checkArgument('personId', personId, ID);
    checkOptions('facesOf()', options, FACES_OPTIONS);
    const { request } = await this.#begin();
    return people.listPublishedFacesOf(request, this.#scope, personId, options);
  }

  async facesIn(photoId: number): Promise<Face[]> {
    const asked = await this.#begin();
    await asked.findPhoto(photoId);
    return people.listPublishedFacesIn(asked.request, this.#scope, photoId);
  }

  async face(id: number): Promise<Face> {
    checkArgument('id', id, ID);
    const { request } = await this.#begin();
    return people.getPublishedFace(request, this.#scope, id);
  }

  async faceImage(id: number): Promise<ImageBytes> {
    const face = await this.face(id);
    return pictures.getFaceImage(await this.#begin(), face);
  }

  async findFace(): Promise<never> {
    return refuse('Whose a face is');
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
    const { context, spaceId } = await this.#begin();
    const { catalogue, scope } = context;
    if (text.trim() === '') {
      const { listExamples } = await import('../../../search/browse/examples.js');
      return replay(() => listExamples(context, limit));
    }
    const { suggest } = await import('../../../search/browse/suggest.js');
    return replay(() => suggest({ catalogue, scope, tagSpaceId: spaceId }, text, limit));
  }

  async duplicates(): Promise<never> {
    return refuse('Duplicates');
  }

  async roots(): Promise<Root[]> {
    return listPublishedRoots((await this.#begin()).request, this.#scope);
  }
}
