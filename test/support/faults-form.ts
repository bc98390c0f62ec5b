/** `npm run test:faults` has minutes; as a part of `npm test`, faults have seconds. */
export const IS_LONG = process.env['PHOTOSEEK_FAULTS'] === 'long';
