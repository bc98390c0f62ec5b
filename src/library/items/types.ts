import type { Fields, FieldValue } from '../../model/fields.js';

/** A picture to be stored: encoded (JPEG, PNG, WebP…), a file, or an address on the web, which `OpenOptions.fetchUrl` gets. */
export type ImageSource = { bytes: Uint8Array } | { path: string } | { url: string };

/** What {@link Library.put} stores under an external id. */
export interface PutInput {
  /** It is copied into the library: its file may be deleted afterwards. Left out: the picture stays that is stored. */
  image?: ImageSource;
  /** In the place of those that are stored. Left out: they stay. */
  fields?: Fields;
}

/** A picture that was put. */
export interface PutPhoto {
  /** Of the photo with these bytes: another picture under the same external id is another photo. */
  id: number;
  externalId: string;
  /** Nothing was stored under the external id before. */
  created: boolean;
}

/** Changes of fields: `null` removes one, those that are left out stay. */
export type FieldChanges = Readonly<Record<string, FieldValue | null>>;

/** The photo whose fields are set: all files with its bytes, the one with an external id, or the file at a path. */
export type FieldTarget = { id: number } | { externalId: string } | { path: string };

/** A photo with an external id. */
export interface Item {
  externalId: string;
  /** `null` when its picture cannot be read any more. */
  id: number | null;
  /** Empty without any. */
  fields: Fields;
}
