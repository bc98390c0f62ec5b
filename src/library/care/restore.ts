import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkArgument, checkOptions, FLAG, PATH, type Shape } from '../../runtime/check-arguments.js';
import { restoreCatalogue } from '../../store/care/restore.js';
import { removeIndex } from '../../vectors/remove-index.js';

/** Options of {@link restoreLibrary}. */
export interface RestoreOptions {
  /** Also where there is a library. It is kept beside the new one. Default `false`. */
  force?: boolean;
}

const SHAPE: Shape<RestoreOptions> = { force: FLAG };

/**
 * Puts a backup in the place of a library, which must not be in use. Derived files are deleted with the old library and made again.
 * @param folder the library's folder; made when it is not there
 * @returns where the old catalogue is kept, if there was one
 * @throws PhotoseekError `path-not-found`, `library-damaged` (the backup), `library-newer`, `bad-argument` (there is a library),
 *   `library-locked` (it is in use), `library-unwritable`
 */
export async function restoreLibrary(
  backupFile: string,
  folder: string,
  options: RestoreOptions = {},
): Promise<{ path: string; storedAs: string | null }> {
  checkArgument('backupFile', backupFile, PATH);
  checkArgument('folder', folder, PATH);
  checkOptions('restoreLibrary()', options, SHAPE);
  const path = resolve(folder);
  const { storedAs } = await restoreCatalogue(resolve(backupFile), path, { force: options.force ?? false });
  // Ids that were given after the backup will be given again, to other photos.
  await rm(join(path, 'thumbnails'), { recursive: true, force: true });
  const graphs = new Set((await readdir(path)).flatMap((name) => /^graph-\d+(?=\.json$|-)/.exec(name)?.[0] ?? []));
  for (const graph of graphs) await removeIndex(join(path, `${graph}.json`));
  return { path, storedAs };
}
