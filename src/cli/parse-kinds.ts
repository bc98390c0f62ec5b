import { InvalidArgumentError } from 'commander';
import { KIND_NAMES, type KindName } from '../model/content-kind.js';

const NAMES = Object.keys(KIND_NAMES) as KindName[];

/** The value of `--kinds`: names of kinds, separated by commas, or `all`. @throws InvalidArgumentError */
export function parseKinds(text: string): KindName[] {
  const names = text
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  if (names.length === 1 && names[0] === 'all') return NAMES;
  const unknown = names.find((name) => !NAMES.includes(name as KindName));
  if (names.length > 0 && unknown === undefined) return names as KindName[];
  throw new InvalidArgumentError(
    `Must be ${NAMES.join(', ')}, separated by commas, or all; got ${JSON.stringify(unknown ?? text)}.`,
  );
}
