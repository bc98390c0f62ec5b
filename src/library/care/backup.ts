import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PhotoseekError } from '../../errors.js';
import { defaultLibraryFolder } from '../../runtime/default-folders.js';
import { backUpCatalogue } from '../../store/care/backup.js';
import { rememberBackup } from '../../store/care/stored-backups.js';
import { CATALOGUE_FILE } from '../../store/database/open-database.js';

/**
 * Writes a copy of a library's catalogue, safe while the library is in use; neither its model nor its photos need to be there.
 * @param folder the library's; default: the platform's per-user data folder
 * @param file where to; must not exist
 * @throws PhotoseekError `library-not-found`, `backup-failed`
 */
export async function backUpLibrary(
  folder: string | undefined,
  file: string,
): Promise<{ path: string; sizeBytes: number }> {
  const from = resolve(folder ?? defaultLibraryFolder());
  const path = resolve(file);
  if (!existsSync(join(from, CATALOGUE_FILE))) {
    throw new PhotoseekError('library-not-found', `There is no photo library in ${from}.`, { details: { path: from } });
  }
  const { sizeBytes } = await backUpCatalogue(join(from, CATALOGUE_FILE), path);
  rememberBackup(from, path);
  return { path, sizeBytes };
}
