import { fileURLToPath } from 'node:url';

/** The model that ships with the package. */
export const EMBEDDED_MODEL = 'photoseek-mini';

/** Absolute path of its folder. */
export const EMBEDDED_FOLDER = fileURLToPath(new URL(`../../../data/models/${EMBEDDED_MODEL}`, import.meta.url));
