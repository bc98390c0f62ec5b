import { InvalidArgumentError } from 'commander';
import { DETECTOR_STAGES, type DetectorStage } from '../model/region.js';

/** The value of `--stages` and `--drop`: stages of detectors, separated by commas, or `none`. @throws InvalidArgumentError */
export function parseStages(text: string): DetectorStage[] {
  const names = text
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  if (names.length === 1 && names[0] === 'none') return [];
  const unknown = names.find((name) => !DETECTOR_STAGES.includes(name as DetectorStage));
  if (names.length > 0 && unknown === undefined) return names as DetectorStage[];
  throw new InvalidArgumentError(
    `Must be ${DETECTOR_STAGES.join(', ')}, separated by commas, or none; got ${JSON.stringify(unknown ?? text)}.`,
  );
}
