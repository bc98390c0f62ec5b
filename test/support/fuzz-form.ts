import { createRandom } from './pictures.js';

/** `npm run test:fuzz` has minutes; as a part of `npm test`, fuzzing has seconds. */
export const IS_LONG_FUZZ = process.env['PHOTOSEEK_FUZZ'] === 'long';

const start = Number(process.env['PHOTOSEEK_SEED'] ?? (IS_LONG_FUZZ ? Date.now() % 1_000_000 : 1));
if (IS_LONG_FUZZ) console.log(`fuzzing with PHOTOSEEK_SEED=${start}`);

/** Seeds of one target: the same short list in `npm test`, another long one at each long run. */
export function listSeeds(short: number, long: number): number[] {
  const random = createRandom(start);
  return Array.from({ length: IS_LONG_FUZZ ? long : short }, () => Math.floor(random() * 2 ** 31));
}
