import { fileURLToPath } from 'node:url';

/** The folder of the text model that ships. */
export const TEXT_MODEL = fileURLToPath(new URL('../../../data/models/pp-ocrv6-tiny', import.meta.url));
