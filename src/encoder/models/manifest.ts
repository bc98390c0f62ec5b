import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JsonFields } from './json-fields.js';
import { FAMILIES, type Family } from './registry/registry.js';
import { writeWhole } from './write-whole.js';

/** Written by a download: what the files of the hub do not say themselves. */
const MANIFEST_FILE = 'photoseek.json';

/** The manifest of a downloaded model. */
export interface Manifest {
  /** Missing for a model that is not registered: `config.json` says. */
  family?: Family;
  /** Length of its vectors. */
  dim?: number;
  /** By repository; later downloads of another precision take the same. */
  commits: Record<string, string>;
  /** With what the reading of its JSON files was compared: `transformers 4.3.1`. */
  checkedWith?: string;
  /** Why it was not compared. */
  uncheckedBecause?: string;
}

/** The manifest of a model folder; `undefined` where there is none. */
export function readManifest(folder: string): Manifest | undefined {
  const path = join(folder, MANIFEST_FILE);
  if (!existsSync(path)) return undefined;
  const fields = JsonFields.parse(path, readFileSync(path, 'utf8'));
  const family = FAMILIES.find((one) => fields.has('family') && one === fields.string('family'));
  const dim = fields.count('dim');
  const text = (key: 'checkedWith' | 'uncheckedBecause') => (fields.has(key) ? { [key]: fields.string(key) } : {});
  return {
    ...text('checkedWith'),
    ...text('uncheckedBecause'),
    ...(family === undefined ? {} : { family }),
    ...(dim === undefined ? {} : { dim }),
    commits: fields.has('commits') ? fields.fields('commits').texts() : {},
  };
}

/** Replaces the manifest of a model folder in one step. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeWhole(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
}
