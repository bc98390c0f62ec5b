import type { SpaceRow } from '../../model/space.js';
import type { SearchCatalogue } from '../search-catalogue.js';
import { MEASURED } from './calibrator.js';
import { readCalibration, type SpaceCalibration } from './stored-calibration.js';

/**
 * Where the calibration of a space comes from; see `LibraryStats.calibration`.
 * @param isCounted how many photos there are may be told
 */
export function describeCalibration(
  catalogue: SearchCatalogue,
  { id, revision }: Pick<SpaceRow, 'id' | 'revision'>,
  isCounted: boolean,
) {
  const own = readCalibration(catalogue, id);
  const source: SpaceCalibration['source'] | 'model' | 'estimate' =
    own?.source ?? (MEASURED[revision] === undefined ? 'estimate' : 'model');
  return {
    source,
    measuredAtMs: own?.measuredAtMs ?? null,
    photos: (isCounted ? own?.photos : undefined) ?? null,
    queries: (isCounted ? own?.queries : undefined) ?? null,
  };
}
