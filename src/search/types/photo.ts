import type { FileMetadata, LiveFilm } from '../../metadata/file-metadata.js';
import type { ContentKind } from '../../model/content-kind.js';
import type { Defect } from '../../model/defect.js';
import type { Fields } from '../../model/fields.js';

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
  /** `image`, `video`, `document` or `model`. */
  kind: ContentKind;
  /** Images in it: 1 for a photo, the indexed frames of a video, pages of a document, views of a model. */
  frames: number;
  /** As recognised from the content: `jpeg`, `png`, `webp`… */
  format: string;
  /**
   * `truncated`: the file ends early, and the image is shown and found as far as it goes; `missing-pages`: some pages of the document could not be
   * read. Absent: no damage is known.
   */
  defect?: Defect;
  /** In pixels, upright (after EXIF orientation). */
  width: number;
  height: number;
  sizeBytes: number;
  /** Last change of the file, milliseconds since 1970. */
  modifiedAtMs: number;
  /** The film of a motion or live photo; see `Library.motion`. Absent: none. */
  motion?: LiveFilm;
  /** `null` until it is read: in a library made before metadata was stored, and not indexed since. */
  metadata: FileMetadata | null;
}
