/** The shapes of the read side. */

/** Options of a query. */
export interface SearchOptions {
  /** How many results at most, 1…1000. Default 20. */
  limit?: number;
  signal?: AbortSignal;
}

/** A query picture: a photo of the library, a file anywhere, or an encoded picture in memory. */
export type SimilarTarget = { id: number } | { path: string } | { bytes: Uint8Array };

/** A distinct picture of the library, with every file that holds it. */
export interface Photo {
  /** Stable within a library; never reused. */
  id: number;
  /** Absolute path of a file that holds it. */
  path: string;
  /** Further files with exactly the same bytes. */
  otherPaths: string[];
  /** As recognised from the content: `jpeg`, `png`, `webp`… */
  format: string;
  /** In pixels, upright (after EXIF orientation). */
  width: number;
  height: number;
  sizeBytes: number;
  /** Last change of the file, milliseconds since 1970. */
  modifiedAtMs: number;
}

/** A photo that answers a query. */
export interface SearchResult extends Photo {
  /** Similarity of the query's and the photo's unit vectors, −1…1, higher is better. */
  cosine: number;
  /** The file holds exactly the bytes of the query picture. */
  identical: boolean;
}

/** Something the user should know about an answer that is no error. */
export interface Notice {
  code: 'query-truncated' | 'library-empty';
  message: string;
}

/** An answer. */
export interface SearchResponse {
  /** The words, or the path or name of the query picture. */
  query: string;
  /** Best first. */
  results: SearchResult[];
  notices: Notice[];
  /** From the call to the answer. */
  tookMs: number;
  /** Where the time went: encoding the query, finding neighbours, reading facts. */
  timings: { encodeMs: number; retrieveMs: number; presentMs: number };
}
