import { openLibraryWith } from '#src/library/open-library.js';
import type { Library, OpenOptions } from '#src/library/types.js';
import { type FakeEncoderOptions, fakeDependencies } from '../encoder/fake-encoder.js';

/** Opens a library whose encoder is a fake: for tests of everything but encoding. Decoders and catalogue are real. */
export function openFakeLibrary(options: OpenOptions, encoder?: FakeEncoderOptions): Promise<Library> {
  return openLibraryWith(options, fakeDependencies(encoder).dependencies);
}
