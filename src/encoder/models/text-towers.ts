import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { TextTower } from '../types.js';
import { FAMILY_RULES, type FamilyRules } from './families.js';
import { JsonFields } from './json-fields.js';
import { MODEL_FILES, PROJECTION_FILE, TOWERS_FILE, UNIGRAM_FILE } from './model-files.js';
import type { Dtype, Family } from './registry/registry.js';
import { findWeights } from './weights.js';

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
export async function readTowers(
  folder: string,
  config: JsonFields,
  { dtype, family }: { dtype: Dtype; family: Family },
): Promise<[TextTower, ...TextTower[]]> {
  const [first, ...others] = readStated(folder);
  return [
    await describeFirst(folder, first, config, { dtype, rules: FAMILY_RULES[family] }),
    ...others.map(({ name, languages, folder: path, maxTokens = FAMILY_RULES.clip.maxTokens }) => ({
      ...{ name, languages, maxTokens, folder: resolve(folder, path), padToMax: false, padTokenId: 0 },
      file: resolve(folder, path, MODEL_FILES.text),
    })),
  ];
}

/** The files that the text towers of a model folder need, as paths in it. */
export function listTowerFiles(folder: string, dtype: Dtype): string[] {
  return readStated(folder).flatMap(({ folder: path }, i) => {
    const isCompact = i > 0 && existsSync(join(folder, path, UNIGRAM_FILE));
    const tokenizer = isCompact ? [UNIGRAM_FILE] : [MODEL_FILES.tokenizer, MODEL_FILES.tokenizerConfig];
    const weights = i > 0 ? MODEL_FILES.text : findWeights(join(folder, path), 'text', dtype);
    return [...tokenizer, weights].map((file) => join(path, file));
  });
}

/** The weights of the text towers of a model folder, absolute. */
export function listTextFiles(folder: string): string[] {
  return readStated(folder).map(({ folder: path }) => resolve(folder, path, MODEL_FILES.text));
}

/** The first tower is described by the files of a CLIP on the hub. */
async function describeFirst(
  folder: string,
  stated: StatedTower,
  config: JsonFields,
  { dtype, rules }: { dtype: Dtype; rules: FamilyRules },
): Promise<TextTower> {
  const { name, languages } = stated;
  const path = resolve(folder, stated.folder);
  const configFile = join(path, MODEL_FILES.tokenizerConfig);
  const tokenizer = JsonFields.parse(configFile, await readFile(configFile, 'utf8'));
  const textConfig = config.fields('text_config');
  const projection = join(path, PROJECTION_FILE);
  return {
    ...rules,
    ...{ name, languages, folder: path, file: join(path, findWeights(path, 'text', dtype)) },
    maxTokens: Math.min(
      // Where the tokens are pooled, the tower is of another model than the configuration.
      (rules.pooling === undefined ? textConfig.count('max_position_embeddings') : undefined) ?? rules.maxTokens,
      // Some tokenizers write 10^30 for "no limit".
      tokenizer.count('model_max_length') ?? Number.MAX_SAFE_INTEGER,
    ),
    padTokenId: findPadding(tokenizer) ?? textConfig.count('pad_token_id') ?? rules.padTokenId,
    ...(existsSync(projection) ? { projection } : {}),
  };
}

/** The id of the padding token, if the tokenizer's configuration lists its tokens. */
function findPadding(tokenizer: JsonFields): number | undefined {
  if (!tokenizer.has('pad_token') || tokenizer.isObject('pad_token')) return undefined;
  const padding = tokenizer.string('pad_token');
  return tokenizer
    .fields('added_tokens_decoder')
    .entries()
    .filter(([, token]) => token.has('content') && token.string('content') === padding)
    .map(([id]) => Number(id))[0];
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
