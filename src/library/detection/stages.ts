import { DETECTOR_STAGES, type DetectorStage } from '../../model/region.js';
import type { Catalogue } from '../../store/catalogue.js';

/** Stages of detectors that a library has until it is told otherwise. */
export const DEFAULT_STAGES: readonly DetectorStage[] = ['text'];

const SETTING = 'detectorStages';
const TEXT_MODEL_SETTING = 'textModel';
const ACCURATE_SETTING = 'accurate';

/** The stages of detectors that index runs bring every photo through. */
export function readStages(catalogue: Pick<Catalogue, 'getSetting'>): readonly DetectorStage[] {
  const stored = catalogue.getSetting(SETTING);
  return stored === undefined ? DEFAULT_STAGES : DETECTOR_STAGES.filter((stage) => stored.split(',').includes(stage));
}

/** Folder of the model that reads text; `undefined`: the one that ships. */
export function readTextModel(catalogue: Pick<Catalogue, 'getSetting'>): string | undefined {
  return catalogue.getSetting(TEXT_MODEL_SETTING);
}

/** Whether index runs make accurate vectors; see `IndexOptions.accurate`. */
export function readAccurate(catalogue: Pick<Catalogue, 'getSetting'>): boolean {
  return catalogue.getSetting(ACCURATE_SETTING) !== undefined;
}

/** Which stages a run turns on, and which it takes back. */
export interface StageChange {
  /** All that are wanted from now on. */
  stages?: readonly DetectorStage[];
  /** Those whose findings are deleted; they are not wanted from now on. */
  drop?: readonly DetectorStage[];
  /** Absolute folder of the model that reads text from now on; empty: the one that ships. */
  ocrModel?: string;
  /** Whether vectors are accurate from now on. */
  accurate?: boolean;
}

/** Stores the stages that are wanted, and deletes what those have found that are dropped. Call it under the lock of index runs. */
export function changeStages(catalogue: Catalogue, { stages, drop = [], ocrModel, accurate }: StageChange): void {
  if (stages !== undefined || drop.length > 0) {
    const wanted = (stages ?? readStages(catalogue)).filter((stage) => !drop.includes(stage));
    catalogue.setSetting(SETTING, wanted.join(','));
  }
  if (accurate === true) catalogue.setSetting(ACCURATE_SETTING, '1');
  else if (accurate === false) catalogue.removeSetting(ACCURATE_SETTING);
  if (ocrModel === '') catalogue.removeSetting(TEXT_MODEL_SETTING);
  else if (ocrModel !== undefined) catalogue.setSetting(TEXT_MODEL_SETTING, ocrModel);
  if (drop.length > 0) catalogue.dropRegions(drop);
}
