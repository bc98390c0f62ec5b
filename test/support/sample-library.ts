import { join } from 'node:path';
import { openLibrary } from '#src/library/open-library.js';
import type { Library } from '#src/library/types.js';
import { indexPaths } from './index-events.js';
import { SAMPLES } from './shared.js';

/** A library of the photos that ship with the package. */
export async function openSampleLibrary(home: string): Promise<Library> {
  const library = await openLibrary({ path: join(home, 'library') });
  await indexPaths(library, [SAMPLES]);
  return library;
}
