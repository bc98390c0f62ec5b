import type { Encoder } from '../../encoder/types.js';
import type { SpaceRow, SpaceState } from '../../model/space.js';
import type { SpaceFollower } from '../../vectors/follower.js';
import type { Neighbours } from '../../vectors/port.js';
import type { TextVectors } from '../embed/text-vectors.js';
import type { OwnerMap, VectorIds, VectorSelection } from './owner-map.js';

/** An embedding space as searches use it. */
export interface Space {
  /** Its state may have changed since; {@link SearchedSpaces.active} says which spaces answer now. */
  readonly row: Readonly<Omit<SpaceRow, 'state'>>;
  /** Finds neighbours among its vectors. */
  readonly index: NeighbourFinder;
  /** Which photo each of its vectors belongs to. */
  readonly owners: VectorOwners;
  /** Vectors of recent texts. */
  readonly texts: TextVectors;
  /** Made on first use. @throws PhotoseekError model codes when the model's files are gone or have changed */
  encoder(): Promise<Encoder>;
}

/** See `SpaceFollower`, which is one. */
export interface NeighbourFinder extends Pick<SpaceFollower, 'size' | 'refresh'> {
  /** @param options `allow`: vectors that the owners of the same space have selected */
  searchAsOfRefresh(
    queries: readonly Float32Array[],
    k: number,
    options?: { allow?: VectorIds | undefined },
  ): Promise<Neighbours[]>;
}

/** See `OwnerMap`, which is one. */
export type VectorOwners = Pick<OwnerMap, 'photosOf' | 'countPhotos'> & {
  select(photoIds: Uint32Array | readonly number[]): VectorSelection;
};

/** A space of a library on this machine. */
export interface LibrarySpace extends Space {
  readonly index: SpaceFollower;
  readonly owners: OwnerMap;
}

/** The spaces of a library as searches use them. */
export interface SearchedSpaces {
  /** For what needs one space: tags, duplicates, collapsing. The first of {@link active}. */
  readonly default: Space;
  /**
   * The spaces that answer queries, at least one. With several, answers are fused by rank.
   * @param stamp see `SearchContext.stamp`
   */
  active(stamp?: string): readonly Space[];
  /** A space by its id, whatever its state; `undefined` when there is none. */
  find(id: number): Space | undefined;
  /**
   * The space of the model the library was opened with, when others answer: photos are missing from it, or it is retired.
   * @param answering those that answered the query
   */
  silent(answering: readonly Space[]): { space: Space; state: SpaceState } | undefined;
}
