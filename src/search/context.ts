import type { FramePlace } from '../media/expand/expander.js';
import type { MediaPool } from '../media/worker/media-pool.js';
import type { MediaSource } from '../media/worker/media-protocol.js';
import type { ReadScope } from '../model/read-scope.js';
import type { FileStatus } from '../runtime/stat-file.js';
import type { Catalogue } from '../store/catalogue.js';
import type { CellMemory } from './cells/cell-memory.js';
import type { PhotoOrders } from './rank/photo-orders.js';
import type { PhotoFilter } from './retrieve/photo-filter.js';
import type { SearchCatalogue } from './search-catalogue.js';
import type { LibrarySpace, SearchedSpaces } from './spaces/space.js';

/** A picture that can be decoded. */
export interface Picture {
  source: MediaSource;
  /** Of a frame; without it, the source must be an image. */
  place?: FramePlace | undefined;
}

/** Dependencies of the read side. */
export interface SearchContext {
  catalogue: SearchCatalogue;
  /**
   * The catalogue's change stamp when the request began: a dozen things are cached until it changes, and each would ask for it. Absent: each does.
   */
  stamp?: string | undefined;
  spaces: SearchedSpaces;
  /** Photos that fulfil recent filters. */
  filterCache: PhotoFilter;
  /** Absent where the catalogue cuts pages itself. */
  orders?: PhotoOrders | undefined;
  /** Vectors of parts of photos, loaded by the first search that compares them. */
  openCells: () => Promise<Pick<CellMemory, 'findNearest'>>;
  /** Started only when an image must be decoded. */
  media: () => MediaPool;
  /** The image of a photo, or of its frame with an ordinal. @throws PhotoseekError `photo-not-found`, `original-missing` */
  findPicture?: ((id: number, frame?: number) => Promise<Picture>) | undefined;
  /** What exists for the reader; `undefined`: everything. */
  scope?: ReadScope | undefined;
  /** Tags the photos that were indexed since the last tagging; awaited before a query with a `tag:` filter is answered. */
  updateTags?: ((signal?: AbortSignal) => Promise<void>) | undefined;
  /** Gets the image at an address; without it, addresses are refused. */
  fetchUrl?: ((url: string, signal?: AbortSignal) => Promise<Uint8Array>) | undefined;
  /** Looks a file up on disk; default: `statFile`. */
  statFile?: ((path: string) => Promise<FileStatus | undefined>) | undefined;
}

/** Those of a library on this machine: what is computed over all of it reads its tables, too. */
export interface LibraryContext extends SearchContext {
  catalogue: Catalogue;
  spaces: SearchedSpaces & { readonly default: LibrarySpace };
}
