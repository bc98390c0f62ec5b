import { spaceSetting } from '../../store/records.js';
import type { SearchCatalogue } from '../search-catalogue.js';
import type { Background } from './background.js';
import type { Curve } from './calibrator.js';

/** A calibration that was measured for one space of one library, and is used instead of the constants of its model. */
export interface SpaceCalibration {
  /** `library`: by the photos of the library themselves; `evaluation`: by images with captions or classes. */
  source: 'library' | 'evaluation';
  measuredAtMs: number;
  /** Images and labelled queries it was measured with; without labels, curves are those of the model, moved. */
  photos: number;
  queries: number;
  /** Curves are in the coordinates of their own `background`; cosines are moved there from that of the library. */
  text: { curve: Curve; background: Background };
  image: { curve: Curve; background: Background };
  /** How sure a tag must be; missing: as for the photos that the program was calibrated with. */
  tags?: OwnTagCalibration;
}

/** How the tags of one library differ from those that the program was calibrated with. */
export interface OwnTagCalibration {
  /** A tag is as probable as not where its logit, without the intercept, is this. */
  midpoint: number;
  /** By how much logits are divided. */
  scale: number;
  /** A term must be so many deviations nearer than the mean of all terms. */
  minDeviations: number;
}

/** `undefined`: none was measured, or by a version that stored it otherwise. */
export function readCalibration(
  catalogue: SearchCatalogue,
  spaceId: number,
  stamp?: string,
): SpaceCalibration | undefined {
  const text = catalogue.getSetting(spaceSetting('calibration', spaceId), stamp);
  if (text === undefined || text === '') return undefined;
  const stored = JSON.parse(text) as Partial<SpaceCalibration>;
  return stored.text?.curve === undefined || stored.image?.curve === undefined
    ? undefined
    : (stored as SpaceCalibration);
}

/** @param calibration `null`: that of the model again */
export function writeCalibration(
  catalogue: SearchCatalogue,
  spaceId: number,
  calibration: SpaceCalibration | null,
): void {
  const key = spaceSetting('calibration', spaceId);
  catalogue.setSetting(key, calibration === null ? '' : JSON.stringify(calibration));
}
