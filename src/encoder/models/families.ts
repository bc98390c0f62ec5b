import { PhotoseekError } from '../../errors.js';
import type { TextTower } from '../types.js';
import type { JsonFields } from './json-fields.js';
import type { Family } from './registry/registry.js';

/**
 * The properties in which the models of a family differ from others, beside those that their JSON files and their graph state. A token limit
 * holds where no file states it, a padding token where the tokenizer names none.
 */
export type FamilyRules = Pick<TextTower, 'maxTokens' | 'padToMax' | 'padTokenId' | 'lowerCase' | 'prefix' | 'pooling'>;

/** By family. Output names and fixed lengths are read from the graph, sizes and colours from `preprocessor_config.json`. */
export const FAMILY_RULES: Record<Family, FamilyRules> = {
  clip: { maxTokens: 77, padToMax: false, padTokenId: 0 },
  mobileclip: { maxTokens: 77, padToMax: false, padTokenId: 0 },
  siglip: { maxTokens: 64, padToMax: true, padTokenId: 1 },
  // Trained on lower-cased texts; the tokenizer, Gemma's, keeps capitals.
  siglip2: { maxTokens: 64, padToMax: true, padTokenId: 0, lowerCase: true },
  'chinese-clip': { maxTokens: 52, padToMax: false, padTokenId: 0 },
  'jina-clip': { maxTokens: 512, padToMax: false, padTokenId: 1 },
  'm-clip': { maxTokens: 128, padToMax: false, padTokenId: 0, pooling: 'mean' },
  nomic: { maxTokens: 512, padToMax: false, padTokenId: 0, pooling: 'mean', prefix: 'search_query: ' },
};

/** Families by `model_type` of `config.json`. */
const MODEL_TYPES: Record<string, Family> = {
  clip: 'clip',
  mobileclip: 'mobileclip',
  siglip: 'siglip',
  siglip2: 'siglip2',
  chinese_clip: 'chinese-clip',
  jina_clip: 'jina-clip',
};

/** The family of a model that no manifest names; `undefined` when `config.json` states another kind of model. */
export function recogniseFamily(config: JsonFields): Family | undefined {
  const family = MODEL_TYPES[config.string('model_type')];
  // The checkpoints of SigLIP 2 for images of one size have the architecture of SigLIP, and a larger vocabulary.
  const isSecond = family === 'siglip' && (config.fields('text_config').count('vocab_size') ?? 0) > 100_000;
  return isSecond ? 'siglip2' : family;
}

/**
 * Refuses a model of an unknown kind.
 * @throws PhotoseekError `model-invalid`
 */
export function assertFamily(config: JsonFields, id: string): void {
  if (recogniseFamily(config) !== undefined) return;
  throw new PhotoseekError(
    'model-invalid',
    `The model type of ${id} must be ${Object.keys(MODEL_TYPES).join(', ')}, got "${config.string('model_type')}".`,
  );
}
