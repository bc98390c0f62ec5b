import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { LibraryDependencies } from '#src/library/core.js';
import { openLibraryWith } from '#src/library/open-library.js';
import type { Library } from '#src/library/types/library.js';
import type { OpenOptions } from '#src/library/types/open-options.js';
import { InProcessMedia } from '../images/in-process-media.js';

/** Copies a library of the photos that ship with the package, indexed once a run, to a path that does not exist yet. */
export function copySampleLibrary(path: string): void {
  cpSync(inject('sampleLibrary'), path, { recursive: true });
}

/** Decoders of a library that starts no process for them, and has no detectors; see {@link InProcessMedia}. */
export const IN_PROCESS: Partial<LibraryDependencies> = {
  createMedia: (options) => new InProcessMedia(options),
  chooseDetectors: async () => [],
};

/**
 * Opens a library of the photos that ship with the package, in `library` below a folder.
 * @param replaced parts of it, instead of those that ship
 */
export async function openSampleLibrary(
  home: string,
  options: OpenOptions = {},
  replaced: Partial<LibraryDependencies> = {},
): Promise<Library> {
  const path = join(home, 'library');
  copySampleLibrary(path);
  return openLibraryWith({ ...options, path }, replaced);
}
