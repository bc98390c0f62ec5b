import { backUpLibrary } from '../../../library/care/backup.js';
import type { CommonOptions } from '../../options.js';
import { printable } from '../../output/printable.js';

/** `photoseek backup FILE` */
export async function runBackupCommand(file: string, options: CommonOptions): Promise<void> {
  const written = await backUpLibrary(options.library, file);
  if (options.json) process.stdout.write(`${JSON.stringify(written)}\n`);
  else if (!options.quiet)
    process.stdout.write(`${printable(written.path)} (${(written.sizeBytes / 1e6).toFixed(1)} MB)\n`);
}
