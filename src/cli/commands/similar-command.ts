import { openLibrary } from '../../library.js';
import { type CommonOptions, toOpenOptions } from '../options.js';
import { printResponse } from '../print-response.js';

/** `photoseek similar FILE` */
export async function runSimilarCommand(file: string, options: CommonOptions & { limit: number }): Promise<void> {
  const library = await openLibrary(toOpenOptions(options, { create: false, oneShot: true }));
  try {
    printResponse(await library.similar({ path: file }, { limit: options.limit }), options);
  } finally {
    await library.close();
  }
}
