import { createRandom } from '../images/random-images.js';
import { runs } from './form.js';

/** `npm run test:fuzz` has minutes; as a part of `npm test`, fuzzing has seconds. */
export const IS_LONG_FUZZ = process.env['PHOTOSEEK_FUZZ'] === 'long';

const start = Number(process.env['PHOTOSEEK_SEED'] ?? (IS_LONG_FUZZ ? Date.now() % 1_000_000 : 1));
if (IS_LONG_FUZZ) console.log(`fuzzing with PHOTOSEEK_SEED=${start}`);

/**
 * Seeds of one target.
 * @param full number of seeds in the long form of the tests, the same at each run; `npm test` takes an eighth (see {@link runs})
 * @param long number of seeds of `npm run test:fuzz`, others at each run
 */
export function listSeeds(full: number, long: number): number[] {
  const random = createRandom(start);
  return Array.from({ length: IS_LONG_FUZZ ? long : runs(full) }, () => Math.floor(random() * 2 ** 31));
}
