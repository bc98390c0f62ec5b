import type { SearchParts } from '../search-parts.js';
import { getBackgrounds } from './background.js';
import { Calibrator, MEASURED, REFERENCE } from './calibrator.js';

/** How cosines of the model in use are read: by its own constants, or, for a model that was not measured, by those of the reference moved to its background. */
export async function getCalibrator(parts: SearchParts, kind: 'text' | 'picture'): Promise<Calibrator> {
  const measured = MEASURED[parts.model.revision];
  if (measured !== undefined || parts.space.size === 0) return new Calibrator((measured ?? REFERENCE)[kind]);
  return new Calibrator(REFERENCE[kind], (await getBackgrounds(parts))[kind]);
}
