/** Images that were dropped, pasted or chosen. They are stored while the page is open so that back and forward work. */

import type { Box } from '../../src/model/evidence.js';

/** A part of a photo of the library. */
export interface PhotoPart {
  id: number;
  box: Box;
}

interface Upload {
  file: File;
  /** It is this part. */
  part: PhotoPart | undefined;
  /** A `blob:` URL. */
  preview: string;
}

const uploads = new Map<string, Upload>();

/**
 * @param part of which it shows a small image
 * @returns its key
 */
export function storeUpload(file: File, part?: PhotoPart): string {
  const key = `${Date.now().toString(36)}-${uploads.size}`;
  uploads.set(key, { file, part, preview: URL.createObjectURL(file) });
  return key;
}

export function getUploadedFile(key: string): File | undefined {
  return uploads.get(key)?.file;
}

export function getPart(key: string): PhotoPart | undefined {
  return uploads.get(key)?.part;
}

export function getPreview(key: string): string | undefined {
  return uploads.get(key)?.preview;
}
