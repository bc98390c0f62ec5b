import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { TextTower } from '../types.js';
import { JsonFields } from './json-fields.js';
import { MODEL_FILES, TOWERS_FILE, UNIGRAM_FILE } from './model-files.js';

/** Longest text of a tower that states no limit. */
const DEFAULT_MAX_TOKENS = { clip: 77, siglip: 64 };

/** An entry of `towers.json`. */
interface StatedTower {
  name: string;
  /** Where its files lie, relative to the model's folder. */
  folder: string;
  languages: string[] | undefined;
  maxTokens: number | undefined;
}

/** The tower of a model folder without `towers.json`. */
const ONLY_TOWER: StatedTower = { name: 'text', folder: '.', languages: undefined, maxTokens: undefined };

/**
 * The text towers of a model folder. `towers.json` lists them when there are several: each has a name, its languages, and a folder with
 * `onnx/text_model.onnx` and a tokenizer, so that two models can share one. Without that file, the model folder itself holds the only one.
 * @throws PhotoseekError `model-invalid`
 */
export async function readTowers(folder: string, config: JsonFields): Promise<[TextTower, ...TextTower[]]> {
  const [first, ...others] = readStated(folder);
  return [
    await describeFirst(folder, first, config),
    ...others.map(({ name, languages, folder: path, maxTokens = DEFAULT_MAX_TOKENS.clip }) => ({
      ...{ name, languages, maxTokens, folder: resolve(folder, path), padToMax: false, padTokenId: 0 },
      file: resolve(folder, path, MODEL_FILES.text),
    })),
  ];
}

/** The files that the text towers of a model folder need, as paths in it. */
export function listTowerFiles(folder: string): string[] {
  return readStated(folder).flatMap(({ folder: path }, i) => {
    const isCompact = i > 0 && existsSync(join(folder, path, UNIGRAM_FILE));
    const tokenizer = isCompact ? [UNIGRAM_FILE] : [MODEL_FILES.tokenizer, MODEL_FILES.tokenizerConfig];
    return [...tokenizer, MODEL_FILES.text].map((file) => join(path, file));
  });
}

/** The weights of the text towers of a model folder, absolute. */
export function listTextFiles(folder: string): string[] {
  return readStated(folder).map(({ folder: path }) => resolve(folder, path, MODEL_FILES.text));
}

/** The first tower is described by the files of a CLIP on the hub. */
async function describeFirst(folder: string, stated: StatedTower, config: JsonFields): Promise<TextTower> {
  const { name, languages, folder: path } = stated;
  const configFile = join(folder, path, MODEL_FILES.tokenizerConfig);
  const tokenizer = JsonFields.parse(configFile, await readFile(configFile, 'utf8'));
  const textConfig = config.fields('text_config');
  const isSiglip = config.string('model_type').startsWith('siglip');
  return {
    ...{ name, languages, folder: resolve(folder, path), file: resolve(folder, path, MODEL_FILES.text) },
    maxTokens: Math.min(
      textConfig.count('max_position_embeddings') ?? DEFAULT_MAX_TOKENS[isSiglip ? 'siglip' : 'clip'],
      // Some tokenizers write 10^30 for "no limit".
      tokenizer.count('model_max_length') ?? Number.MAX_SAFE_INTEGER,
    ),
    padToMax: isSiglip,
    padTokenId: textConfig.count('pad_token_id') ?? (isSiglip ? 1 : 0),
  };
}

function readStated(folder: string): [StatedTower, ...StatedTower[]] {
  const path = join(folder, TOWERS_FILE);
  if (!existsSync(path)) return [ONLY_TOWER];
  const file = JsonFields.parse(path, readFileSync(path, 'utf8'));
  const [first, ...others] = file.list('text').map((tower) => ({
    ...{ name: tower.string('name'), folder: tower.string('folder') },
    ...{ languages: tower.strings('languages'), maxTokens: tower.count('max_tokens') },
  }));
  if (first === undefined) throw file.invalid('it lists no text tower');
  return [first, ...others];
}
