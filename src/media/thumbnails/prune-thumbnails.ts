import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Deletes kept thumbnails that nobody will ask for, and what interrupted processes left half-written.
 * @param isWanted whether the thumbnails of a key (see `ThumbnailCache`) are to be kept
 * @returns how many files were deleted
 */
export async function pruneThumbnails(folder: string, isWanted: (key: number) => boolean): Promise<number> {
  let deleted = 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const key = /^(\d+)\.(webp|avif)$/.exec(entry.name)?.[1];
    if (!entry.isFile() || (key === undefined ? !entry.name.endsWith('.tmp') : isWanted(Number(key)))) continue;
    await rm(join(entry.parentPath, entry.name), { force: true });
    deleted++;
  }
  return deleted;
}
