/**
 * The public names of photoseek.
 * @packageDocumentation
 */

export { type ErrorCode, type ErrorKind, PhotoseekError } from './errors.js';
export type { FileFailure, IndexEvent, IndexOptions, IndexReport, RunStatus, WatchOptions } from './indexer/events.js';
export { openLibrary } from './library.js';
export type { ImageBytes, Library, LibraryStats, OpenOptions } from './library-types.js';
export type { Notice, Photo, SearchOptions, SearchResponse, SearchResult, SimilarTarget } from './search/types.js';
export { VERSION } from './version.js';
