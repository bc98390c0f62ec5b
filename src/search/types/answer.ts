import type { Evidence } from '../../model/evidence.js';
import type { Photo } from './photo.js';

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
   * Best first: the best vector of the photo in each space that was searched, and each text that matches. Of a video, the best vectors of up to
   * five moments that lie apart; of a document or model, of as many pages or views. Empty for a query without terms and for `identical` files.
   * Colours and other looks that the query names come last, and people whom it names, also without terms.
   */
  evidence: Evidence[];
  /** The file holds exactly the bytes of the query image. */
  identical: boolean;
  /** Ids of photos that this result stands for; see `collapse` and `stack`. */
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
   * `query-truncated`, `unknown-words`, `unknown-field`, `query-read`, `library-empty`, `filters-empty`, `newest-only`, `no-good-match`, `space-building`, `space-retired`. An open list: expect
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
