import type { Catalogue } from '../../store/catalogue.js';
import type { Space } from '../spaces/space.js';
import { getBackgrounds } from './background.js';
import { Calibrator, MEASURED, REFERENCE } from './calibrator.js';
import { readCalibration } from './stored-calibration.js';

/**
 * The calibration of a space: what was measured for it in this library; otherwise by the constants measured for its model or, for a model that was not measured, by those of the reference
 * model moved to the background of this space.
 */
export async function chooseCalibrator(
  catalogue: Catalogue,
  space: Space,
  kind: 'text' | 'image',
): Promise<Calibrator> {
  const own = readCalibration(catalogue, space.row.id)?.[kind];
  if (own !== undefined) return new Calibrator(own.curve, own.background);
  const measured = MEASURED[space.row.revision];
  if (measured !== undefined || space.index.size === 0) return new Calibrator((measured ?? REFERENCE)[kind]);
  return new Calibrator(REFERENCE[kind], (await getBackgrounds(catalogue, space))[kind]);
}
