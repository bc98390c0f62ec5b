import type { Photo } from './photo.js';

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
