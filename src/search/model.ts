/** Types that several steps of a search share. */
import type { Filter } from '../model/filter.js';
import type { Notice, QueryLanguage } from './types/answer.js';
import type { SimilarTarget } from './types/request.js';

/** An image that is searched with. */
export interface QueryImage {
  /** As the answer names it. */
  name: string;
  /** Its vectors by space id; unit length. */
  vectors: ReadonlyMap<number, Float32Array>;
  /** The photo of the library with the same bytes. */
  photoId: number | undefined;
  /** The file that was given, to be left out of the results. */
  path: string | undefined;
  /** It is a part of an image: the same thing may be a part of other photos. */
  isPart?: true;
  /** The photo of the library that it is a part of, where it was named by its id. */
  partOf?: number | undefined;
}

/** A text as one text tower of a model understands it. */
export interface Reading {
  /** The tower's name. */
  tower: string;
  /** Unit length. */
  vector: Float32Array;
}

/** One term of a query. */
export interface AskedTerm {
  source: { text: string } | { url: string } | SimilarTarget | { image: QueryImage };
  weight: number;
  /** It begins an alternative. */
  or?: true;
  /** Its words are no names of people. */
  isQuoted?: true;
}

/** A parsed query. */
export interface AskedQuery {
  /** As the answer names it. */
  name: string;
  terms: AskedTerm[];
  /** Every alternative must fulfil them. */
  filters: Filter[];
  /** Those of the terms, where some have filters of their own. */
  alternatives?: readonly Alternative[];
}

/** A query in which words were looked for that stand for filters. */
export interface QueryRead {
  query: AskedQuery;
  /** How it was read, where there are such words. */
  notices: Notice[];
  /** Some words were read as filters. */
  isRead: boolean;
}

/** A photo answers that fits the terms and fulfils the filters. */
export interface Alternative {
  terms: readonly AskedTerm[];
  /** Beside those of the query. */
  filters: readonly Filter[];
}

/** A query as directions. */
export interface EmbeddedQuery {
  /** By space id; unit length. A space in which a term has no vector is missing. */
  vectors: ReadonlyMap<number, Float32Array>;
  /** Of a query that is one text, by space id: its readings, where there are several. Their mean is in {@link vectors}. */
  readings: ReadonlyMap<number, readonly Reading[]>;
  /** Every term is an image: cosines between images are distributed otherwise than those between texts and images. */
  isImage: boolean;
  /** Something is subtracted. */
  isDifference: boolean;
  /** Tokens that the models see, of those for which a text was too long. */
  truncatedAt: readonly number[];
  /** Words that none of the models can know. */
  unknownWords: readonly string[];
  /** Of its texts, where a model has several text towers. */
  language: QueryLanguage | null;
  images: QueryImage[];
}

/** A photo whose name, metadata or frames hold the terms of a query. */
export interface TextHit {
  photoId: number;
  fileId: number;
  path: string;
  /** The query is the file's name. */
  isExact: boolean;
  /** Found only because of its folder's name, which it shares with many. */
  isByFolder: boolean;
  /** Texts of its frames that hold the terms, the best first; absent: none do. */
  frameTextIds?: readonly number[];
  /** Nothing else holds them. */
  isByFrame?: true;
}

/** A photo in which a thing was found that the query names. */
export interface ThingHit {
  photoId: number;
  /** The class as the detector names it. */
  label: string;
  /** Of the surest one, 0…1. */
  score: number;
}

/** The part of a photo that is nearest to a query. */
export interface CellHit {
  photoId: number;
  /** Ordinal of the frame. */
  frame: number;
  /** Its number in the grid; see `CELL_BOXES`. */
  cell: number;
  /** −1…1 */
  cosine: number;
}

/** The best vector of a photo in one space. */
export interface RankedVector {
  spaceId: number;
  vectorId: number;
  cosine: number;
  /** Not rounded. */
  relevance: number;
}

/** A part of a photo that lifts it. */
export interface RankedCell extends CellHit {
  spaceId: number;
  /** By the whole and the part together; not rounded. */
  relevance: number;
}

/** A photo that answers a query, before its metadata is read. */
export interface RankedPhoto {
  id: number;
  /** The best one of each space that was searched and, of contents of several frames, those of other moments; best relevance first. */
  vectors: readonly RankedVector[];
  /** It is relevant because of its vectors. */
  isByVector: boolean;
  text: TextHit | undefined;
  thing: ThingHit | undefined;
  /** The best of its parts, where it counts. */
  cell?: RankedCell | undefined;
  /** Photos it stands for. */
  collapsed: number[];
}
