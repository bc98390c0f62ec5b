import { PhotoseekError } from '../../errors.js';
import { type CalibrationReport, calibrateSpace } from '../../insight/evaluation/calibrate-space.js';
import { type SpaceCalibration, writeCalibration } from '../../search/calibration/stored-calibration.js';
import type { LibraryCore } from '../core.js';

/** See `Library.useCalibration`. */
export function useCalibration(
  core: LibraryCore,
  calibration: SpaceCalibration | null,
  revision: string | undefined,
): void {
  core.assertWritable();
  const { row } = core.spaces.default;
  if (revision !== undefined && revision !== row.revision) {
    throw new PhotoseekError(
      'bad-argument',
      `The calibration must be of the model of the library (${row.name}, revision ${row.revision}), got revision ${revision}.`,
      { hint: 'Measure the model that the library is searched with.' },
    );
  }
  writeCalibration(core.catalogue, row.id, calibration);
}

/** See `Library.calibrate`. */
export async function calibrate(core: LibraryCore, signal: AbortSignal | undefined): Promise<CalibrationReport> {
  core.assertWritable();
  const space = core.spaces.default;
  const report = await calibrateSpace(core.catalogue, space, signal);
  core.assertWritable();
  writeCalibration(core.catalogue, space.row.id, report.calibration);
  return report;
}
