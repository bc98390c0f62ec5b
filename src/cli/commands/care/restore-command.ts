import { restoreLibrary } from '../../../library/care/restore.js';
import { defaultLibraryFolder } from '../../../runtime/default-folders.js';
import type { CommonOptions } from '../../options.js';
import { printable } from '../../output/printable.js';

/** `photoseek restore FILE` */
export async function runRestoreCommand(file: string, options: CommonOptions & { force?: boolean }): Promise<void> {
  const restored = await restoreLibrary(file, options.library ?? defaultLibraryFolder(), {
    force: options.force ?? false,
  });
  if (options.json) process.stdout.write(`${JSON.stringify(restored)}\n`);
  else if (!options.quiet) {
    process.stdout.write(`restored to ${printable(restored.path)}\n`);
    if (restored.storedAs !== null)
      process.stdout.write(`the previous catalogue is stored as ${printable(restored.storedAs)}\n`);
  }
}
