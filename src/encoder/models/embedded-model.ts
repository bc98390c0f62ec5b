import { fileURLToPath } from 'node:url';

/** The model that ships with the package and is used unless another one is named. */
export const EMBEDDED_MODEL = 'photoseek-mini-2';

/** All models that ship with the package. Libraries that were made with an earlier one are answered by it until they are brought over. */
export const EMBEDDED_MODELS: readonly string[] = ['photoseek-mini', EMBEDDED_MODEL];

/** Absolute path of the folder of a model that ships. */
export function embeddedFolder(name: string): string {
  return fileURLToPath(new URL(`../../../data/models/${name}`, import.meta.url));
}
