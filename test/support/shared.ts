import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Images and reference data that are not part of the repository; they lie beside it on development machines. */
export const SHARED = fileURLToPath(new URL('../../../shared', import.meta.url));
export const HAS_SHARED = existsSync(SHARED);
if (!HAS_SHARED) console.warn(`skipped: tests on reference pictures, for want of ${SHARED}`);

/** The photographs that tests use: a few of the sample library, so that indexing them is quick and their answers are known. */
export const SAMPLES = fileURLToPath(new URL('../../data/samples/favourites', import.meta.url));

/** The built command. */
export const COMMAND = fileURLToPath(new URL('../../dist/photoseek.cjs', import.meta.url));
