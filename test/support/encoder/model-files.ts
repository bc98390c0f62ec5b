import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A model that ships with the package, in one folder. */
export const EMBEDDED_FOLDER = fileURLToPath(new URL('../../../data/models/photoseek-mini', import.meta.url));

const readModelFile = (name: string) => readFileSync(join(EMBEDDED_FOLDER, name), 'utf8');

/** The configuration files of a model without weights, with an empty tokenizer. */
export const SMALL_MODEL_FILES: Record<string, string> = {
  'config.json': readModelFile('config.json'),
  'preprocessor_config.json': readModelFile('preprocessor_config.json'),
  'tokenizer_config.json': readModelFile('tokenizer_config.json'),
  'tokenizer.json': '{"model":{"type":"BPE","vocab":{},"merges":[]}}',
};
