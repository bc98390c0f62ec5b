/** Responses of the server, by the types of the library behind it. */
import type { FileFailure, IndexEvent, IndexReport } from '../../src/indexer/progress/events.js';
import type { Root } from '../../src/library/types/descriptions.js';
import type { KeyScope } from '../../src/library/types/key-ring.js';
import type { FrameInfo } from '../../src/model/frame.js';
import type { SearchResponse, SearchResult } from '../../src/search/types/answer.js';
import type { DuplicateGroup, DuplicateMember } from '../../src/search/types/duplicates.js';
import type { Overview, OverviewGroup, PhotoTag, Suggestion } from '../../src/search/types/facets.js';
import type { Photo } from '../../src/search/types/photo.js';
import type { LinkedFace, LinkedPerson } from '../../src/server/operations/people/links.js';
import type { Linked } from '../../src/server/operations/shared/links.js';

export type { FileFailure, IndexEvent, IndexReport } from '../../src/indexer/progress/events.js';
export type { FaceTarget as AssignTarget } from '../../src/library/people/types.js';
export type { LibraryStats, RemovedRoot, Root } from '../../src/library/types/descriptions.js';
export type { BlockingFilter, Notice } from '../../src/search/types/answer.js';
export type { DuplicateKind, DuplicateTurn } from '../../src/search/types/duplicates.js';
export type { FacetCount, Facets, PhotoTag, Suggestion } from '../../src/search/types/facets.js';
export type { SortOrder } from '../../src/search/types/request.js';
export type { LinkedFace, LinkedPerson } from '../../src/server/operations/people/links.js';

export type LinkedPhoto = Linked<Photo>;
export type LinkedResult = Linked<SearchResult>;
export type LinkedGroupOfPhotos = Omit<OverviewGroup, 'photos'> & { photos: LinkedPhoto[] };

/** What is in the library, at a glance. */
export type LinkedOverview = Omit<Overview, 'months' | 'undated' | 'places' | 'things'> &
  Record<'months' | 'undated' | 'places' | 'things', LinkedGroupOfPhotos[]>;

export type Answer = Omit<SearchResponse, 'results'> & { results: LinkedResult[] };

/** A moment of a film, a page of a document, a view of a model. */
export type Frame = Omit<FrameInfo, 'phash'> & { links: { thumbnail: string; full: string } };

/** A photo looked at closely. Servers without tags leave them out. */
export type PhotoDetail = LinkedPhoto & { tags?: PhotoTag[] };

export type LinkedGroup = Omit<DuplicateGroup, 'members'> & {
  members: (Omit<DuplicateMember, 'photo'> & { photo: LinkedPhoto })[];
};

export interface Duplicates {
  total: number;
  reclaimableBytes: number;
  groups: LinkedGroup[];
}

export interface People {
  people: LinkedPerson[];
  total: number;
}

export interface Faces {
  faces: LinkedFace[];
  total: number;
}

/** Two people who may be one; the first has fewer faces. */
export interface PeoplePair {
  person: LinkedPerson;
  other: LinkedPerson;
  cosine: number;
}

export interface Suggestions {
  suggestions: Suggestion[];
}

export interface Frames {
  frames: Frame[];
}

export interface Roots {
  roots: Root[];
}

export interface Failures {
  total: number;
  failures: FileFailure[];
}

/** An index run that the server started. */
export interface Job {
  id: string;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  paths: string[];
  startedAtMs: number;
  endedAtMs: number | null;
  last: IndexEvent | null;
  report: IndexReport | null;
  problem: { detail: string; hint?: string } | null;
  links: { self: string; events: string };
}

export interface Jobs {
  jobs: Job[];
}

/** Photos that can be downloaded as one file. */
export interface PhotoArchive {
  files: number;
  sizeBytes: number;
  /** Photos whose file cannot be reached now. */
  missing: number[];
  links: { download: string };
}

/** Lets another device in. */
export interface Invitation {
  /** `null`: no key is required. */
  code: string | null;
  /** Of the page, as other devices open it. */
  addresses: string[];
}

/** Rights of the person who uses the page. */
export interface Session {
  needsKey: boolean;
  signedIn: boolean;
  name: string | null;
  scopes: KeyScope[];
  folder: string | null;
  /** Servers of published libraries allow no changes. */
  features?: { changes?: boolean };
}
