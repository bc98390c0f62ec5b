import { fileURLToPath } from 'node:url';

/** The model that ships with the package and is used unless another one is named. */
export const EMBEDDED_MODEL = 'photoseek-mini-2';

/** All models that ship with the package. Libraries that were made with an earlier one are answered by it until they are brought over. */
export const EMBEDDED_MODELS: readonly string[] = ['photoseek-mini', EMBEDDED_MODEL];

/** Stands in a description for an image tower that is not in the folder of its model; see `readModelFolder`. */
export interface LeftOutTower {
  /** Of the model with all of its files. */
  revision: string;
  visionBytes: number;
}

/**
 * Earlier models whose image tower is left out of the published package: vectors that were stored with them are found by texts and by stored
 * photos, and new photos are embedded with {@link EMBEDDED_MODEL}. A checkout holds the tower.
 */
export const LEFT_OUT_TOWERS: Readonly<Record<string, LeftOutTower>> = {
  'photoseek-mini': { revision: '125561d6493a637f', visionBytes: 17_815_634 },
};

/** Absolute path of the folder of a model that ships. */
export function embeddedFolder(name: string): string {
  return fileURLToPath(new URL(`../../../data/models/${name}`, import.meta.url));
}
