/** Pictures that were dropped, pasted or chosen, kept while the page is open so that back and forward work. */

interface KeptPicture {
  file: File;
  /** A `blob:` address for showing it. */
  preview: string;
}

const kept = new Map<string, KeptPicture>();

/** @returns its key */
export function keepPicture(file: File): string {
  const key = `${Date.now().toString(36)}-${kept.size}`;
  kept.set(key, { file, preview: URL.createObjectURL(file) });
  return key;
}

export function getPictureFile(key: string): File | undefined {
  return kept.get(key)?.file;
}

export function getPreview(key: string): string | undefined {
  return kept.get(key)?.preview;
}
