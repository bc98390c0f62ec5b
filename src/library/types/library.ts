/**
 * The public types of the package: the shapes that `Library` takes and returns. The terminal, the HTTP server and the page
 * are thin translations of these.
 */
import type { FileFailure, IndexEvent, IndexOptions, WatchOptions } from '../../indexer/progress/events.js';
import type { CalibrationReport } from '../../insight/evaluation/calibrate-space.js';
import type { SpaceCalibration } from '../../search/calibration/stored-calibration.js';
import type { ClaimOptions, ClaimReport } from '../claims/types.js';
import type { EmbedInput, EmbedOptions, EmbedResponse } from '../embedding/types.js';
import type { FieldChanges, FieldTarget, PutInput, PutPhoto } from '../items/types.js';
import type {
  ExportedPeople,
  FaceTarget,
  PeoplePair,
  Person,
  PersonChange,
  WriteSidecarsOptions,
  WrittenSidecars,
} from '../people/types.js';
import type { PublishOptions, PublishReport, UnpublishOptions } from '../published/publish/types.js';
import type {
  Finding,
  PublishedLibraryInfo,
  RemovedRoot,
  SpaceInfo,
  UpgradeOptions,
  VerifyOptions,
} from './descriptions.js';
import type { KeyRing } from './key-ring.js';
import type { PhotoReader, ReaderOptions } from './photo-reader.js';

export type { PhotoReader, ReaderOptions };

/** One photo library, open. All methods throw `library-closed` after `close()`. */
export interface Library extends PhotoReader {
  readonly path: string;

  /**
   * The libraries that this one is read of, where others have published it: then all that changes something throws `not-owner`, which names them. `null`: it
   * is the library itself.
   */
  readonly published: { listLibraries(): Promise<PublishedLibraryInfo[]> } | null;

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
