import type { SearchCatalogue } from '../search-catalogue.js';
import type { Space } from '../spaces/space.js';
import { getBackgrounds } from './background.js';
import { type Calibration, Calibrator, type Curve, MEASURED, REFERENCE } from './calibrator.js';
import { readCalibration } from './stored-calibration.js';

/**
 * The calibration of a space: what was measured for it in this library; otherwise the constants measured for its model or, for a model that was
 * not measured, those of the reference model moved to the background of this space. A library measures itself with texts of the first
 * tower: for the others, the constants of the model hold.
 * @param towers names of the text towers that have encoded the query
 * @param stamp see `SearchContext.stamp`
 */
export async function chooseCalibrator(
  catalogue: SearchCatalogue,
  space: Space,
  kind: 'text' | 'image',
  towers: readonly string[] = [],
  stamp?: string,
): Promise<Calibrator> {
  const measured = MEASURED[space.row.revision];
  const own = readCalibration(catalogue, space.row.id, stamp)?.[kind];
  const isOfFirst = kind === 'image' || towers.every((tower) => measured?.towers?.[tower] === undefined);
  if (own !== undefined && isOfFirst) return new Calibrator(own.curve, own.background);
  if (measured !== undefined || space.index.size === 0)
    return new Calibrator(chooseCurve(measured ?? REFERENCE, kind, towers));
  return new Calibrator(REFERENCE[kind], (await getBackgrounds(catalogue, space, stamp))[kind]);
}

/** For a mean of several towers, that of the one whose cosines are higher: it says sooner that nothing fits. */
function chooseCurve(calibration: Calibration, kind: 'text' | 'image', towers: readonly string[]): Curve {
  if (kind === 'image') return calibration.image;
  const curves = towers.map((tower) => calibration.towers?.[tower] ?? calibration.text);
  return curves.reduce((most, curve) => (curve.several > most.several ? curve : most), curves[0] ?? calibration.text);
}
