import type { Catalogue } from '../store/catalogue.js';

const SETTING = 'thumbnails';
const OFF = 'on-demand';

/** Whether index runs make thumbnails; they do until they are told otherwise. */
export function wantsThumbnails(catalogue: Pick<Catalogue, 'getSetting'>): boolean {
  return catalogue.getSetting(SETTING) !== OFF;
}

/** Stores whether index runs make thumbnails from now on; `undefined`: as before. */
export function changeThumbnails(
  catalogue: Pick<Catalogue, 'setSetting' | 'removeSetting'>,
  thumbnails: boolean | undefined,
): void {
  if (thumbnails === true) catalogue.removeSetting(SETTING);
  else if (thumbnails === false) catalogue.setSetting(SETTING, OFF);
}
