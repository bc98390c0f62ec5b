import type { Pixels } from '../../media/thumbnails/decode-thumbnail.js';
import type { FieldInfo } from '../../model/fields.js';
import type { PhotoFrame } from '../../model/frame.js';
import type { PhotoRegion } from '../../model/region.js';
import type { SearchResponse } from '../../search/types/answer.js';
import type { DuplicateGroup, DuplicateOptions } from '../../search/types/duplicates.js';
import type { Facets, Overview, PhotoTag, Suggestion, TagCount } from '../../search/types/facets.js';
import type { Photo } from '../../search/types/photo.js';
import type { ImageTarget, QueryInput, SearchOptions, SimilarTarget, TermQuery } from '../../search/types/request.js';
import type { WhereOptions, WhereResponse } from '../../search/types/where.js';
import type { Item } from '../items/types.js';
import type { Face, FaceMatches, FacesOptions, FindFaceOptions, PeopleOptions, Person } from '../people/types.js';
import type { ImageBytes, LibraryStats, MotionFilm, Root } from './descriptions.js';

/** The reading side of a library: all of it, or the photos below one folder. All methods throw `library-closed` after `close()`. */
export interface PhotoReader {
  /**
   * Photos that answer a query, best first. A query is text (`a dog on the beach`, or the query language of `docs/query-language.md`), data,
   * or the result of `parseQuery`.
   * @throws PhotoseekError `empty-query`, `bad-query`, `bad-argument`, `photo-not-found`, `path-not-found`, a media code, `aborted`
   */
  search(query: TermQuery, options?: SearchOptions): Promise<SearchResponse<number>>;
  search(query: QueryInput, options?: SearchOptions): Promise<SearchResponse>;

  /**
   * Photos that look like a photo of the library (`{ id }` or `{ externalId }`), a file (`{ path }`) or an encoded image (`{ bytes }`).
   * With a `box`, photos that look like that part of it. The query itself is left out; other files with exactly its bytes come first, marked `identical`.
   * @throws PhotoseekError `photo-not-found`, `path-not-found`, a media code when the image cannot be read
   */
  similar(target: SimilarTarget, options?: SearchOptions): Promise<SearchResponse<number>>;

  /** @throws PhotoseekError `photo-not-found` */
  photo(photo: number | { externalId: string }): Promise<Photo>;

  /** The tags of a photo, the surest first. @throws PhotoseekError `photo-not-found` */
  tagsOf(id: number): Promise<PhotoTag[]>;

  /**
   * `Photo.contentHash` of one photo, without reading its metadata: a validator for caches.
   * @throws PhotoseekError `photo-not-found`
   */
  contentHash(id: number): Promise<string>;

  /**
   * The images inside a file, in their order: the indexed frames of a video, the pages of a document, the views of a model; of a photo, its image.
   * @throws PhotoseekError `photo-not-found`
   */
  frames(id: number): Promise<PhotoFrame[]>;

  /**
   * The lines of text and the things that were found in a photo, with their boxes; of which kinds depends on the stages of its index runs.
   * @param frame ordinal of a frame; default: of all
   * @throws PhotoseekError `photo-not-found`
   */
  regions(id: number, frame?: number): Promise<PhotoRegion[]>;

  /** People, those with a name first, then those in most photos. None before an index run with the stage `faces`. */
  people(options?: PeopleOptions): Promise<{ people: Person[]; total: number }>;

  /** @throws PhotoseekError `person-not-found` */
  person(id: number): Promise<Person>;

  /** The faces of a person, those that show most first. @throws PhotoseekError `person-not-found` */
  facesOf(personId: number, options?: FacesOptions): Promise<{ faces: Face[]; total: number }>;

  /** The faces in a photo. @throws PhotoseekError `photo-not-found` */
  facesIn(photoId: number): Promise<Face[]>;

  /** @throws PhotoseekError `face-not-found` */
  face(id: number): Promise<Face>;

  /**
   * A square WebP of 256 pixels at most around a face; made of a thumbnail of its photo once, and cached.
   * @throws PhotoseekError `face-not-found`; `original-missing` or a media code when it is not cached
   */
  faceImage(id: number): Promise<ImageBytes>;

  /**
   * The people and faces that are like a face in a picture: the largest one, or the one that the options say. The library must look for faces.
   *
   * @example
   * ```ts
   * const { people } = await library.findFace({ path: 'who.jpg' });
   * console.log(people[0]?.person.name);
   * ```
   * @throws PhotoseekError `face-not-found`, `stage-off`, `photo-not-found`, `path-not-found`, media codes
   */
  findFace(picture: number | ImageTarget, options?: FindFaceOptions): Promise<FaceMatches>;

  /**
   * Where each term of a text lies in a picture: a heat map over the whole of it, and the best box. Computed by every call, in a second at most with
   * the model that ships; other models look at some thirty parts of the picture, one after the other.
   * @param picture the id of a photo, or any image
   * @param text in the query language; its filters, images and what is subtracted say nothing here
   * @example
   * ```ts
   * const { terms } = await library.where(7, 'a dog + a ball');
   * for (const { text, box } of terms) console.log(text, box);
   * ```
   * @throws PhotoseekError `empty-query`, `bad-query` without words, `photo-not-found`, `path-not-found`, `original-missing`, a media code, `encoder-failed`
   */
  where(picture: number | ImageTarget, text: string, options?: WhereOptions): Promise<WhereResponse>;

  /**
   * A small upright image of a photo; made once and cached. A cached one is returned whether or not the original can be reached.
   * @param edge longest side in pixels, 32…2048; default 320. Rounded up to 32, 320, 640, 1280 or 2048.
   * @param frame ordinal of a frame; see `frames`. Default: the one that stands for the file, which of a video is the frame nearest to the mean of all.
   * @throws PhotoseekError `photo-not-found`, also without such a frame, `bad-argument`; `original-missing` or a media code when it is not cached
   */
  thumbnail(id: number, edge?: number, format?: 'webp' | 'avif', frame?: number): Promise<ImageBytes>;

  /**
   * An upright JPEG of a photo in its full size, for programs that cannot read its format (HEIC, RAW, TIFF …). More than 100 megapixels are
   * scaled down to as many. Made anew by every call, which takes as long and as much memory as decoding the file.
   * @param frame as in `thumbnail`
   * @throws PhotoseekError `photo-not-found`, `original-missing`, or a media code
   */
  fullSize(id: number, frame?: number): Promise<ImageBytes>;

  /**
   * An animated WebP of 320 pixels that shows up to twelve frames of a file in turn; made of their thumbnails once, and cached. Of a photo, it shows
   * one image.
   * @throws PhotoseekError as `thumbnail`
   */
  animatedPreview(id: number): Promise<ImageBytes>;

  /**
   * A small upright image of a photo for a terminal: raw pixels, or with `format` a PNG.
   * @param edge longest side in pixels, 32…2048; default 320. Exact, unlike the edge of a thumbnail.
   * @param frame as in `thumbnail`
   * @throws PhotoseekError as `thumbnail`
   */
  preview(id: number, edge?: number, format?: undefined, frame?: number): Promise<Pixels>;
  preview(id: number, edge: number, format: 'png', frame?: number): Promise<ImageBytes>;

  /**
   * Where the original file of a photo lies, checked to be there and to be a file of this library.
   * @throws PhotoseekError `photo-not-found`, `original-missing`
   */
  original(id: number): Promise<{ path: string; mediaType: string; sizeBytes: number }>;

  /**
   * The film of a motion or live photo, as a part of a file: bytes `offset` to `offset + length` of `path`. Photos that have one have `Photo.motion`.
   * @throws PhotoseekError `photo-not-found` where it has none, `original-missing`
   */
  motion(id: number): Promise<MotionFilm>;

  /**
   * Paths of the sidecars beside the original of a photo: `.xmp`, Takeout's `.json`, the film of a live photo.
   * @throws PhotoseekError `photo-not-found`, `original-missing`
   */
  sidecars(id: number): Promise<string[]>;

  /**
   * Counts by year, camera, folder, place, tag, person and thing, over the relevant set of a query or, without one, everything.
   * @throws PhotoseekError as `search`
   */
  facets(query?: QueryInput, options?: SearchOptions): Promise<Facets>;

  /** What is in the library, with photos that show it: the newest months, places, things. Nothing on disk is looked at. */
  overview(): Promise<Overview>;

  /**
   * Completions of the last word of a query that is being typed, the likeliest first; for an empty text, examples of queries that this library
   * answers well. Default limit 10.
   */
  suggest(text: string, options?: { limit?: number }): Promise<Suggestion[]>;

  /**
   * Groups of duplicates, the most bytes to reclaim first. A file is in one group of a kind at most; the keeper of an exact group stands for
   * it among the near ones, and the keeper of a near group among the similar ones. Only files that are on disk now, as they were indexed, are
   * in groups. Nothing is changed.
   */
  duplicates(options?: DuplicateOptions): Promise<DuplicateGroup[]>;

  /** Every tag that a photo has, the most frequent first. */
  tags(): Promise<TagCount[]>;

  /** The fields that photos have, by name, each with the number of files that have it. */
  fields(): Promise<FieldInfo[]>;

  /**
   * Photos with an external id, in the order of these ids.
   * @param options `after`: only ids behind this one, for the next portion; `limit`: 1…1000, default 100
   */
  items(options?: { after?: string; limit?: number }): Promise<Item[]>;

  /** The folders and files the library keeps up with, in the order of their paths. */
  roots(): Promise<Root[]>;

  stats(): Promise<LibraryStats>;
}

/** The photos that a reader may see; see `Library.reader`. */
export interface ReaderOptions {
  /** Only photos below this folder. Default: of all folders. */
  folder?: string;
  /** No photos whose text has the number of a card, an account or an identity document: those that `is:sensitive` finds. Default `false`. */
  hideSensitive?: boolean;
}
