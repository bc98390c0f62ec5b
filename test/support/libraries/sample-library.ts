import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { openLibrary } from '#src/library/open-library.js';
import type { Library, OpenOptions } from '#src/library/types.js';

/** Copies a library of the photos that ship with the package, indexed once a run, to a path that does not exist yet. */
export function copySampleLibrary(path: string): void {
  cpSync(inject('sampleLibrary'), path, { recursive: true });
}

/** Opens a library of the photos that ship with the package, in `library` below a folder. */
export async function openSampleLibrary(home: string, options: OpenOptions = {}): Promise<Library> {
  const path = join(home, 'library');
  copySampleLibrary(path);
  return openLibrary({ ...options, path });
}
