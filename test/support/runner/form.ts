/**
 * Tests have two forms. `npm test` runs the short one: a few minutes for everything. `npm run test:slow` and `npm run test:faults` run the
 * long one: full sample sizes and full counts.
 */
export const IS_LONG = process.env['PHOTOSEEK_TESTS'] === 'long';

/** How often a property is tried: `full` times in the long form, an eighth of that in the short one. */
export function runs(full: number): number {
  return IS_LONG ? full : Math.ceil(full / 8);
}
