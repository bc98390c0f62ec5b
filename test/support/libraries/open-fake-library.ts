import type { LibraryDependencies } from '#src/library/core.js';
import { openLibraryWith } from '#src/library/open-library.js';
import type { Library } from '#src/library/types/library.js';
import type { OpenOptions } from '#src/library/types/open-options.js';
import { type FakeEncoderOptions, fakeDependencies } from '../encoder/fake-encoder.js';

/**
 * Opens a library whose encoder is a fake, and which decodes in this process: for tests of everything but encoding and decoders. Its catalogue
 * and index are real.
 * @param replaced other dependencies, instead of those
 */
export function openFakeLibrary(
  options: OpenOptions,
  encoder?: FakeEncoderOptions,
  replaced: Partial<LibraryDependencies> = {},
): Promise<Library> {
  return openLibraryWith(options, { ...fakeDependencies(encoder).dependencies, ...replaced });
}
