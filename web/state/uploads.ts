/** Images that were dropped, pasted or chosen. They are stored while the page is open so that back and forward work. */

interface Upload {
  file: File;
  /** A `blob:` URL. */
  preview: string;
}

const uploads = new Map<string, Upload>();

/** @returns its key */
export function storeUpload(file: File): string {
  const key = `${Date.now().toString(36)}-${uploads.size}`;
  uploads.set(key, { file, preview: URL.createObjectURL(file) });
  return key;
}

export function getUploadedFile(key: string): File | undefined {
  return uploads.get(key)?.file;
}

export function getPreview(key: string): string | undefined {
  return uploads.get(key)?.preview;
}
