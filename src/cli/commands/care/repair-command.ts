import { openLibrary } from '../../../library/open-library.js';
import { type CommonOptions, toOpenOptions } from '../../options.js';
import { printable } from '../../output/printable.js';

/** `photoseek repair` */
export async function runRepairCommand(options: CommonOptions): Promise<void> {
  const library = await openLibrary(toOpenOptions(options, { create: false }));
  try {
    const done = await library.repair();
    if (options.json) process.stdout.write(`${JSON.stringify({ done })}\n`);
    else if (!options.quiet) process.stdout.write(done.map((sentence) => `${printable(sentence)}\n`).join(''));
  } finally {
    await library.close();
  }
}
