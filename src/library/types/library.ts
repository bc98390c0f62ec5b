/**
 * The public types of the package: the shapes that `Library` takes and returns. The terminal, the HTTP server and the page
 * are thin translations of these.
 */
import type { FileFailure, IndexEvent, IndexOptions, WatchOptions } from '../../indexer/progress/events.js';
import type { CalibrationReport } from '../../insight/evaluation/calibrate-space.js';
import type { Pixels } from '../../media/thumbnails/decode-thumbnail.js';
import type { FieldInfo } from '../../model/fields.js';
import type { PhotoFrame } from '../../model/frame.js';
import type { PhotoRegion } from '../../model/region.js';
import type { SpaceCalibration } from '../../search/calibration/stored-calibration.js';
import type { SearchResponse } from '../../search/types/answer.js';
import type { DuplicateGroup, DuplicateOptions } from '../../search/types/duplicates.js';
import type { Facets, Overview, PhotoTag, Suggestion, TagCount } from '../../search/types/facets.js';
import type { Photo } from '../../search/types/photo.js';
import type { ImageTarget, QueryInput, SearchOptions, SimilarTarget, TermQuery } from '../../search/types/request.js';
import type { WhereOptions, WhereResponse } from '../../search/types/where.js';
import type { ClaimOptions, ClaimReport } from '../claims/types.js';
import type { EmbedInput, EmbedOptions, EmbedResponse } from '../embedding/types.js';
import type { FieldChanges, FieldTarget, Item, PutInput, PutPhoto } from '../items/types.js';
import type {
  ExportedPeople,
  Face,
  FaceMatches,
  FacesOptions,
  FaceTarget,
  FindFaceOptions,
  PeopleOptions,
  PeoplePair,
  Person,
  PersonChange,
  WriteSidecarsOptions,
  WrittenSidecars,
} from '../people/types.js';
import type { PublishOptions, PublishReport, UnpublishOptions } from '../published/publish/types.js';
import type {
  Finding,
  ImageBytes,
  LibraryStats,
  MotionFilm,
  RemovedRoot,
  Root,
  SpaceInfo,
  UpgradeOptions,
  VerifyOptions,
} from './descriptions.js';
import type { KeyRing } from './key-ring.js';

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

/** One photo library, open. All methods throw `library-closed` after `close()`. */
export interface Library extends PhotoReader {
  readonly path: string;

  /** The same library for a reader who may see only photos below a folder: others do not exist, in counts and completions either. */
  within(folder: string): PhotoReader;

  /**
   * The same library for a reader who may see a part of it: other photos do not exist for it, in counts and completions either.
   *
   * @example
   * ```ts
   * const guest = library.reader({ folder: '/home/me/Pictures/shared', hideSensitive: true });
   * ```
   */
  reader(options: ReaderOptions): PhotoReader;

  /**
   * Brings the library up to date with folders and files on disk. Iterate the events to drive the run; breaking out of
   * the loop, or the signal, stops it after the batch in flight, and the next run continues.
   * @param paths folders and files; a string is one of them
   */
  index(paths: string | readonly string[], options?: IndexOptions): AsyncIterable<IndexEvent>;

  /**
   * Keeps the library up to date with its roots until the signal fires or the loop is left: a photo that is copied into a root can be
   * found some two seconds later. Gives the events of the small index runs that this takes; `report` of each is its last.
   * Folders are looked through once when it starts. Waits while another process indexes.
   */
  watch(options?: WatchOptions): AsyncIterable<IndexEvent>;

  /**
   * Stores a picture under an id of the caller's, with fields that filters ask for. The picture is copied into the library, and is found once this
   * resolves; it survives a crash or a power failure from then on. Under an id that is stored already, the picture is replaced, and without
   * `fields` its fields stay. Calls may overlap: they share the batches of the encoder, and those for one id are done in their order. They go on
   * beside index runs.
   *
   * A field's first value decides its type; later values have the same. At most 64 fields, texts of at most 1,000 characters.
   * @param externalId 1…512 characters, such as an article number
   * @example
   * ```ts
   * await library.put('sku-4711', { image: { bytes }, fields: { price: 19.9, brand: 'Acme', inStock: true } });
   * const { results } = await library.search('red shoe', { fields: { price: { max: 50 }, inStock: true } });
   * const alike = await library.similar({ externalId: 'sku-4711' });
   * ```
   * @throws PhotoseekError `bad-argument`, `photo-not-found` without an image for a new id, a media code, `url-refused`, `url-failed`,
   * `encoder-failed`, `library-unwritable`, `aborted`
   */
  put(externalId: string, input: PutInput, options?: { signal?: AbortSignal }): Promise<PutPhoto>;

  /**
   * Removes what was put under an external id: the picture with its copy, or, where the id is that of a file of a root, the id and its fields.
   * @returns whether there was anything
   */
  remove(externalId: string): Promise<boolean>;

  /**
   * Sets fields of photos, also of those that were indexed from files, and keeps the others; `null` removes one.
   * @throws PhotoseekError `bad-argument`, `photo-not-found`
   */
  setFields(target: FieldTarget, changes: FieldChanges): Promise<void>;

  /**
   * Names or hides a person, also while an index run goes on, as the other changes of people do.
   * @throws PhotoseekError `person-not-found`, `bad-argument`, `library-unwritable`
   */
  updatePerson(id: number, change: PersonChange): Promise<Person>;

  /**
   * Makes several people one, who keeps the id of the first, and its name or else the first of theirs.
   * @throws PhotoseekError `person-not-found`, `library-unwritable`
   */
  mergePeople(into: number, from: readonly number[]): Promise<Person>;

  /**
   * Says of which person faces are (`{ person }`, `{ newPerson }`), of which they are not (`{ notThis }`), or that they are none (`'no-face'`).
   * It holds when photos are added, and when the photo is looked at anew. Faces that are like these follow after the next index run that finds faces.
   * @returns the id of the person that `newPerson` made; else `null`
   * @throws PhotoseekError `person-not-found`, `face-not-found`, `library-unwritable`
   */
  assignFaces(faceIds: readonly number[], target: FaceTarget): Promise<number | null>;

  /** Says that two people are two. @throws PhotoseekError `person-not-found`, `bad-argument`, `library-unwritable` */
  keepApart(one: number, other: number): Promise<void>;

  /** All people with their faces, hidden ones too. */
  exportPeople(): Promise<ExportedPeople>;

  /**
   * Writes the faces of people with names into the `.xmp` sidecars of their photos, as regions of the Metadata Working Group, which other programs read.
   * The rest of a sidecar stays; originals are never written. A sidecar that cannot be extended stays as it is, and is among the failed.
   */
  writePeopleSidecars(options?: WriteSidecarsOptions): Promise<WrittenSidecars>;

  /** Pairs of people who may be one, the likeliest first. Default limit 20. Everybody is compared with everybody for it. */
  suggestedPeople(options?: { limit?: number }): Promise<PeoplePair[]>;

  /**
   * Removes a root from the library, with what was indexed below it and below no other root. The photos themselves are not touched.
   * @param options with `dryRun`, nothing is changed: the result is what would be
   * @throws PhotoseekError `root-not-found`, `library-locked`
   */
  removeRoot(path: string, options?: { dryRun?: boolean }): Promise<RemovedRoot>;

  /** Files that cannot be read, with the reasons, in the order of their paths. */
  failures(): Promise<FileFailure[]>;

  /**
   * Tags photos with other words from now on: with those of a file (`docs/tags.md` says how it is written), or beside the words that ship.
   * The file is copied into the library as `tags.txt`. `null` goes back to the words that ship.
   * @returns how many words there are now
   * @throws PhotoseekError `bad-argument` that names the line, `path-not-found`
   */
  useVocabulary(file: string | null, options?: { extend?: boolean }): Promise<number>;

  /**
   * Vectors of texts and images, in the order of the inputs, by the model of the space that tags and duplicates use. Images need not belong to
   * the library; one that cannot be used yields its error, and the rest goes on. `openEmbedder` does the same without a library.
   * @throws PhotoseekError `encoder-failed`, model codes, `bad-argument` for a language that the model does not know, `aborted`
   */
  embed(inputs: readonly EmbedInput[], options?: EmbedOptions): Promise<EmbedResponse>;

  /**
   * Measures the calibration of the default space on the photos of this library, and uses it from now on: where answers end, when nothing fits,
   * how sure a tag must be. Keywords of the photos serve as labels where there are enough.
   * @throws PhotoseekError `bad-argument` when there are fewer than fifty photos, `library-unwritable`, model codes, `aborted`
   */
  calibrate(options?: { signal?: AbortSignal }): Promise<CalibrationReport>;

  /**
   * Relevances, the ends of answers and tags are calibrated by this from now on, in the default space.
   * @param calibration `null`: by what was measured for the model again
   * @param revision of the model it was measured with; must be that of the space
   * @throws PhotoseekError `bad-argument` when the space belongs to another model, `library-unwritable`
   */
  useCalibration(calibration: SpaceCalibration | null, revision?: string): Promise<void>;

  /**
   * Brings a library that was made with an earlier embedded model over to the current one, for a process that stays open. Photos are embedded
   * from the catalogue, at a low priority and a few at a time: index runs and watching go on between them, and searches are answered by the model
   * from before. When every photo is embedded, the new model answers in one step; the vectors from before stay, retired, until `dropSpace`.
   * However it ends, the next call goes on from there. Photos whose files cannot be read now are tried again every ten minutes.
   *
   * A model that was named, for an index run of the library or when it was opened, is never replaced.
   * @returns whether the new model answers now because of this call or another process's; `false` when there is nothing to bring over
   * @throws PhotoseekError `aborted`, `encoder-failed`, model and library codes
   */
  upgradeModel(options?: UpgradeOptions): Promise<boolean>;

  /** The embedding spaces: one a model that photos were indexed with. */
  spaces(): Promise<SpaceInfo[]>;

  /**
   * Lets a space answer queries beside those that are active; several are fused by rank.
   * @throws PhotoseekError `bad-argument` when there is no such space, or photos are missing from it
   */
  activateSpace(id: number): Promise<void>;

  /**
   * Lets a space answer no queries any more. Its vectors are stored until the photos are removed, and index runs do not add to it.
   * @throws PhotoseekError `bad-argument` when there is no such space, or it is the only one that is active
   */
  retireSpace(id: number): Promise<void>;

  /**
   * Deletes a space with its vectors and its index. The photos stay; using its model again embeds them anew.
   * @throws PhotoseekError `bad-argument` when there is no such space, or it is active or the one that the library was opened with;
   * `library-locked` during an index run
   */
  dropSpace(id: number): Promise<void>;

  /** Keys for the server. */
  readonly keys: KeyRing;

  /** Checks catalogue, vectors, graph and files against each other. Changes nothing. */
  verify(options?: VerifyOptions): Promise<Finding[]>;

  /** Builds everything again that is derived: the graph, the words that are searched, thumbnails of photos that are gone. @returns what was done, a sentence each */
  repair(): Promise<string[]>;

  /**
   * Writes a copy of the catalogue, safe while the library is in use. The file is whole or not there.
   * @param file where to; must not exist
   */
  backup(file: string): Promise<{ path: string; sizeBytes: number }>;

  /**
   * Sends what can be searched of the library to a PostgreSQL with pgvector, where `photoseek serve --from` answers from: contents, files, vectors,
   * metadata, words, tags. What is there already is compared and not sent again; what the library does not have any more is removed there. Other
   * libraries may be published in the same database. The library stays the truth: the database can be dropped, and is filled again.
   * @param url `postgres://user@host:port/database`; the password comes from `PGPASSWORD` or `~/.pgpass`
   * @throws PhotoseekError `bad-argument`, `published-newer`, `engine-unreachable`, `engine-refused`, `engine-too-old`, `engine-failed`, `aborted`
   */
  publish(url: string, options?: PublishOptions): Promise<PublishReport>;

  /**
   * Removes what {@link publish} has sent of this library.
   * @returns how many photos it had there
   * @throws PhotoseekError as `publish`
   */
  unpublish(url: string, options?: UnpublishOptions): Promise<number>;

  /**
   * Takes part in indexing one big root that several machines share: each claims some of its files, indexes them into a library of its own and publishes
   * them, until nothing is left to do. A machine that dies gives back what it had claimed. No index run can go on meanwhile.
   * @param url as for {@link publish}
   * @throws PhotoseekError as `publish`; `path-not-found` where the root cannot be reached, `library-locked`, `encoder-failed`
   */
  claim(url: string, options: ClaimOptions): Promise<ClaimReport>;

  /** Loads the text encoder and the index now, so that the first query is as fast as the second. */
  warmUp(): Promise<void>;

  /** Finishes writes, ends threads and child processes. Idempotent. */
  close(): Promise<void>;
}
