import type { Library } from '../library/types/library.js';
import type { OpenOptions } from '../library/types/open-options.js';
import type { CommandContext } from './context.js';
import { type CommonOptions, toOpenOptions } from './options.js';

/** Opens the library of a command, which must exist, for some work, and closes it afterwards. */
export async function withLibrary<T>(
  options: CommonOptions,
  context: CommandContext,
  work: (library: Library) => Promise<T>,
  more: Partial<OpenOptions> = {},
): Promise<T> {
  const library = await context.open(toOpenOptions(options, { create: false, oneShot: true, ...more }));
  try {
    return await work(library);
  } finally {
    await library.close();
  }
}
