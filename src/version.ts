import { readFileSync } from 'node:fs';

// Stays at the top of src: the bundled command (dist/photoseek.cjs) contains this module and reads the same relative path.

/** This package's version, as in its `package.json`. */
export const VERSION: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
