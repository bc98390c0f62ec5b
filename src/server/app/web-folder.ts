import { fileURLToPath } from 'node:url';

/** The folder of the built page; this file lies in the package's `dist/server/`, installed or checked out. */
export const webFolder = fileURLToPath(new URL('../../web/', import.meta.url));
