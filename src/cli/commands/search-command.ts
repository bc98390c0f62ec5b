import { openLibrary } from '../../library.js';
import { type CommonOptions, toOpenOptions } from '../options.js';
import { printResponse } from '../print-response.js';

/** `photoseek search WORDS…` */
export async function runSearchCommand(words: string[], options: CommonOptions & { limit: number }): Promise<void> {
  const library = await openLibrary(toOpenOptions(options, { create: false, oneShot: true }));
  try {
    printResponse(await library.search(words.join(' '), { limit: options.limit }), options);
  } finally {
    await library.close();
  }
}
