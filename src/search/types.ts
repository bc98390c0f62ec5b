/** The shapes of the read side. */
import type { FileMetadata } from '../metadata/file-metadata.js';
import type { Defect } from '../model/defect.js';
import type { Evidence } from '../model/evidence.js';
import type { Fields } from '../model/fields.js';
import type { FieldRange } from '../model/filter.js';
import type { ParsedQuery } from './query/types.js';

export type { Evidence, FileMetadata };

/** How photos are found: by their vectors, by the text of names and metadata, or both, fused. */
export type SearchMode = 'hybrid' | 'vector' | 'text';

/** Orders of results within the relevant set. `taken`: newest first; `name`: A to Z; `size`: largest file first. */
export type SortOrder = 'relevance' | 'taken' | 'name' | 'size';

/** Options of a query. */
export interface SearchOptions {
  /** How many results at most, 1…1000. Default 20. */
  limit?: number;
  /** Where the page before ended: `nextCursor` of an answer to the same query. */
  cursor?: string;
  /** Default `hybrid`. */
  mode?: SearchMode;
  /** Default `relevance`. */
  sort?: SortOrder;
  /** Turn the sort order round. Default `false`. */
  reverse?: boolean;
  /** Give everything, ever less relevant, without a cut-off. Default `false`. */
  all?: boolean;
  /** Results of a smaller relevance are left out, 0…1. Default: a cut-off relative to the best match. */
  minRelevance?: number;
  /** Show near-identical shots as one result, the others in `collapsed`. Default `false`. */
  collapse?: boolean;
  /**
   * Count the relevant set to its end, which may be 1,000 photos away, even where the page alone would not need it. Sorting, turning round and
   * collapsing always do. Default `false`: see `isTotalExact`.
   */
  exactTotal?: boolean;
  /** Further filters in the query language (`taken:2023 -camera:phone`), beside those in the query. */
  filters?: string;
  /** Conditions on fields that were set with `Library.put` or `Library.setFields`, all of which hold: `{ price: { max: 50 }, brand: ['Acme', 'Umbra'] }`. */
  fields?: FieldFilters;
  /**
   * The language of the query's texts, an ISO 639-1 code (`de`, `zh`), for models with several text towers. Default: it is recognised; a short word
   * that may be in several is understood in each.
   */
  language?: string;
  /** Store the query for `suggest`, because a person typed it. Default `false`. Queries of restricted readers are never stored. */
  remember?: boolean;
  /** Terms may name files of this machine. Default `true`; an entry point that others can reach sets `false`, and such terms are a `bad-query`. */
  allowPaths?: boolean;
  /** Ids of the spaces that answer; see `Library.spaces`. Default: all active ones, fused by rank. */
  spaces?: readonly number[];
  /** Names of the models that answer, in place of `spaces`. Default: those of all active spaces, fused by rank. */
  models?: readonly string[];
  signal?: AbortSignal;
}

/**
 * A condition on a field. A value: the field is this (of several texts, one of them is), texts whatever the case of their letters; a list: it is
 * one of these. A range, for numbers. `exists`: whether the field is set. `not`: neither this nor one of these; a photo without the field passes.
 */
export type FieldFilter =
  | number
  | string
  | boolean
  | readonly (number | string | boolean)[]
  | FieldRange
  | { exists: boolean }
  | { not: number | string | boolean | readonly (number | string | boolean)[] };

/** Conditions by the names of fields. */
export type FieldFilters = Readonly<Record<string, FieldFilter>>;

/** A query image: a photo of the library, by its id or external id, a file anywhere, or an encoded image in memory. */
export type SimilarTarget = { id: number } | { externalId: string } | { path: string } | { bytes: Uint8Array };

/** One part of a combined query. Its vector is multiplied by `weight` before it is added to the query's direction; negative weights subtract. */
export type Term = ({ text: string } | { id: number } | { path: string } | { url: string } | { bytes: Uint8Array }) & {
  /** Not 0, −100…100. Default 1. */
  weight?: number;
};

/** A query as data, for programs: what the query language says in text. One of the three must say something; they hold together. */
export interface SearchQuery {
  /** In the query language. */
  text?: string;
  terms?: readonly Term[];
  /** In the query language, for example `taken:2023 -is:portrait`. */
  filters?: string;
}

/** A query that has terms, so that every result has a relevance. */
export type TermQuery = SearchQuery & { terms: readonly [Term, ...Term[]] };

/** Every form of a query: in the query language, as data, or parsed by `parseQuery`. */
export type QueryInput = string | SearchQuery | ParsedQuery;

/** A photo of the library (a distinct content), with every file that holds it. */
export interface Photo {
  /** Of these bytes; stable within a library, never reused. */
  id: number;
  /** The id that `Library.put` or `Library.setFields` gave it. Absent: none. */
  externalId?: string;
  /** Of further files with exactly the same bytes: two articles with one picture are one photo. Absent: none. */
  otherExternalIds?: string[];
  /** What `Library.put` or `Library.setFields` set with that id. Absent: none. */
  fields?: Fields;
  /** The first 16 hex digits of the SHA-256 of its bytes: the same for the same file in every library. */
  contentHash: string;
  /** Absolute path of a file that holds it. */
  path: string;
  /**
   * Base64 of the bytes of `path`, where a name in it is not valid UTF-8. Give `toFsPath(path)` to the file system; see there for the form of
   * such paths.
   */
  pathBytes?: string;
  /** Further files with exactly the same bytes. */
  otherPaths: string[];
  /** `pathBytes` of `otherPaths`, in their order, `null` for valid UTF-8; left out when all are. */
  otherPathBytes?: (string | null)[];
  /** As recognised from the content: `jpeg`, `png`, `webp`… */
  format: string;
  /** `truncated`: the file ends early, and the image is shown and found as far as it goes. Absent: no damage is known. */
  defect?: Defect;
  /** In pixels, upright (after EXIF orientation). */
  width: number;
  height: number;
  sizeBytes: number;
  /** Last change of the file, milliseconds since 1970. */
  modifiedAtMs: number;
  /** `null` until it is read: in a library made before metadata was stored, and not indexed since. */
  metadata: FileMetadata | null;
}

/**
 * Why a photo is among the results: `vector`, or a text field: `name`, `folder`, `title`, `description`, `keywords`, `people`, `place`. An
 * open list: expect others.
 */
export type MatchReason = string;

/**
 * A photo that answers a query.
 * @typeParam Relevance `number` in answers to queries that have terms for certain: data with terms, or an image.
 */
export interface SearchResult<Relevance extends number | null = number | null> extends Photo {
  /**
   * Cosine of the query's vector and the photo's best one, −1…1, higher is better; `null` for a query without terms, or one that text alone
   * answers.
   */
  cosine: number | null;
  /** Relevance of the best evidence, 0…1, comparable between queries and spaces; `null` for a query without terms. */
  relevance: Relevance;
  /** Empty for a query without terms. */
  matched: MatchReason[];
  /**
   * Best first: the best vector of the photo in each space that was searched, and each text that matches. Empty for a query without terms
   * and for `identical` files.
   */
  evidence: Evidence[];
  /** The file holds exactly the bytes of the query image. */
  identical: boolean;
  /** Ids of near-identical photos that this result stands for; see `collapse`. */
  collapsed: number[];
}

/** A filter of a query that finds nothing because of it. */
export interface BlockingFilter {
  /** In the query language. */
  filter: string;
  /** Index among the filters of the query, followed by those of `SearchOptions.filters`. */
  position: number;
  /** The number of photos that pass all other filters. */
  photosWithout: number;
}

/** Something the user should know about an answer that is no error. */
export interface Notice {
  /**
   * `query-truncated`, `unknown-words`, `unknown-field`, `query-read`, `library-empty`, `filters-empty`, `no-good-match`, `space-building`, `space-retired`. An open list: expect
   * others.
   */
  code: string;
  message: string;
  /** Of `filters-empty`: the filters that leave no photo; the one without which most photos pass is first. */
  filters?: BlockingFilter[];
  /** Of `query-read`. */
  suggestion?: QuerySuggestion;
}

/** How a query can be read otherwise than it was. */
export interface QuerySuggestion {
  /** `literal`: the words as they were typed; `either`: photos that fit one of several descriptions. */
  kind: 'literal' | 'either';
  /** Its terms, in the query language, without filters. */
  query: string;
}

/** The language of a query, and which text towers of the model have encoded it. */
export interface QueryLanguage {
  /** ISO 639-1 codes, the likeliest first: several where the query may be in each of them; `und`: not recognised. */
  codes: string[];
  /** For example `english` or `multilingual`. */
  towers: string[];
}

/** An answer; `Relevance` as in {@link SearchResult}. */
export interface SearchResponse<Relevance extends number | null = number | null> {
  /** The text, or the path or name of the query image; a combined query as the query language prints it. */
  query: string;
  /** Best first, or as sorted. */
  results: SearchResult<Relevance>[];
  /** Photos of the relevant set, over all pages: at most 1,000 for their vectors, and those whose words match. */
  total: number;
  /** `total`, with every photo counted that a result stands for; see `collapse`. */
  totalPhotos: number;
  /** `false`: there are `total` or more. They were not counted further than the page needed; `exactTotal` does. */
  isTotalExact: boolean;
  /** For the next page; `null` on the last. */
  nextCursor: string | null;
  /** Nothing in the library fits well: the results are merely the closest there are. */
  noGoodMatch: boolean;
  /** `null` for queries without text, and where no model that was asked has several text towers. */
  language: QueryLanguage | null;
  notices: Notice[];
  /** From the call to the answer. */
  tookMs: number;
  /** Where the time went: encoding the query and, meanwhile, looking for its words; filtering; finding neighbours; reading metadata. */
  timings: { encodeMs: number; filterMs: number; retrieveMs: number; presentMs: number };
}

/** A value and how many photos have it. */
export interface FacetCount {
  /** As it is shown. */
  label: string;
  count: number;
  /** The filter that narrows to it, in the query language: `taken:2023`, `camera:"Canon EOS 5D"`. */
  filter: string;
}

/** Counts over the relevant set of a query, or the whole library. Most frequent first; years and months newest first. */
export interface Facets {
  total: number;
  years: FacetCount[];
  /** Up to the last 240 months that have photos. */
  months: FacetCount[];
  /** Photos without a stated date, which no year or month counts: one entry, or none. */
  undated: FacetCount[];
  cameras: FacetCount[];
  /** The folders directly below the deepest one that holds all the photos. */
  folders: FacetCount[];
  /** The way to that folder: from the deepest one of the whole library down to it, each with all the photos. */
  folderPath: FacetCount[];
  countries: FacetCount[];
  cities: FacetCount[];
  tags: FacetCount[];
  keywords: FacetCount[];
}

/** A value with photos that show it. */
export interface OverviewGroup extends FacetCount {
  photos: Photo[];
}

/** What is in a library, at a glance. */
export interface Overview {
  total: number;
  /** The newest months that have photos, newest first, each with its newest photos. */
  months: OverviewGroup[];
  /** Photos without a stated date: one group, or none. */
  undated: OverviewGroup[];
  /** Cities or, where none is known, countries; most frequent first, each with one photo. */
  places: OverviewGroup[];
  /** Tags or, where there are none, keywords; most frequent first, each with one photo: of a tag, the surest. */
  things: OverviewGroup[];
}

/** A completion of what is being typed. */
export interface Suggestion {
  kind: 'tag' | 'name' | 'place' | 'camera' | 'keyword' | 'folder' | 'query' | 'filter' | 'example';
  /** As it is shown. */
  label: string;
  /** The whole query with the completion in it, in the query language. */
  query: string;
  /** Photos it stands for, when that is known. */
  count: number | null;
}

/**
 * How alike the photos of a group are. `exact`: the same bytes; `near`: the same picture, encoded, scaled or cropped anew; `turned`: the same picture,
 * mirrored or rotated by a right angle; `similar`: the same scene.
 */
export type DuplicateKind = 'exact' | 'near' | 'turned' | 'similar';

/** Which duplicates are looked for. */
export interface DuplicateOptions {
  /** Default: all but `turned`, which is looked for on demand. */
  kinds?: readonly DuplicateKind[];
  /** Only among photos that match these filters. */
  filters?: string;
  /**
   * Read the files of each group, and leave out those whose bytes are not the ones that were indexed. Default `false`: a file counts that is
   * there with the size and time of last change it was indexed with. Set it before anything is deleted.
   */
  compareBytes?: boolean;
  signal?: AbortSignal;
}

/** A file of a group of duplicates: on disk at the moment of the call, unchanged since it was indexed. */
export interface DuplicateMember {
  /** Its paths are those of files that are there. */
  photo: Photo;
  /** For `exact`, each file is a member: this one. */
  path: string;
  /** See `Photo`. */
  pathBytes?: string;
  /**
   * Further paths of this very file, by device and inode: hard links, a folder that is mounted twice. They are no duplicates: it is gone when
   * all of them are.
   */
  aliases: string[];
  /** `pathBytes` of `aliases`, in their order, `null` for valid UTF-8; left out when all are. */
  aliasBytes?: (string | null)[];
  /** Its likeness to the keeper: 1 for the same bytes. */
  cosine: number;
  /** In a group of `turned` ones, but for the keeper: how the keeper has to be turned to look like it. */
  turn?: DuplicateTurn;
}

/** How an image is turned: mirrored first (left and right change places) or not, then rotated clockwise by some degrees. */
export interface DuplicateTurn {
  mirrored: boolean;
  rotated: 0 | 90 | 180 | 270;
}

/** Files that are duplicates of each other. Nothing is ever deleted: the keeper is a suggestion. */
export interface DuplicateGroup {
  kind: DuplicateKind;
  /** The suggested keeper first. */
  members: DuplicateMember[];
  /** Why the keeper: a sentence, for example `largest picture (4000 × 3000)`. */
  reason: string;
  /** Bytes that deleting the others, by all their paths, sets free. */
  reclaimableBytes: number;
}

/** A tag and how many photos have it. */
export interface TagCount {
  name: string;
  group: string;
  count: number;
}

/** A photo's tag. */
export interface PhotoTag {
  name: string;
  /** 0…1 */
  score: number;
}
