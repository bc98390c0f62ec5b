import { PhotoseekError } from '../../errors.js';
import type { ModelDescription, PromptTemplates, TextTower } from '../types.js';
import type { JsonFields } from './json-fields.js';
import type { Family } from './registry/registry.js';

/**
 * The properties in which the models of a family differ from others, beside those that their JSON files and their graph state. A token limit
 * holds where no file states it, a padding token where the tokenizer names none.
 */
export type FamilyRules = Pick<
  TextTower,
  'maxTokens' | 'padToMax' | 'padTokenId' | 'lowerCase' | 'prefix' | 'pooling'
> & {
  prompts: PromptTemplates;
};

/**
 * "a photo of a {}" is the template of Radford et al., "Learning Transferable Visual Models From Natural Language Supervision" (2021), section 3.1.4.
 * MobileCLIP is trained and evaluated as CLIP is, by OpenCLIP (apple/ml-mobileclip); the text tower of M-CLIP is trained to give the vectors of CLIP's.
 */
export const CLIP_PROMPTS: PromptTemplates = { classes: ['a photo of a {}', '{}'], tag: 'a photo of {}' };

/** Of the model's documentation in huggingface/transformers (docs/source/en/model_doc/siglip.md and siglip2.md). */
const SIGLIP_PROMPTS: PromptTemplates = { classes: ['This is a photo of {}.'], tag: 'This is a photo of {}.' };

/** One of the templates in cn_clip/eval/imagenet_zeroshot_templates.py of OFA-Sys/Chinese-CLIP: "a photo of {}". */
const CHINESE_PROMPTS: PromptTemplates = { classes: ['一张{}的照片。'], tag: '一张{}的照片。' };

/** Models of sentences rather than of captions: their cards (jinaai/jina-clip-v2, nomic-ai/nomic-embed-vision-v1.5) compare images with plain texts. */
const NO_PROMPTS: PromptTemplates = { classes: ['{}'], tag: '{}' };

/** The texts that a model compares images with. */
export function promptsOf({ texts: [tower] }: Pick<ModelDescription, 'texts'>): PromptTemplates {
  return tower.prompts ?? CLIP_PROMPTS;
}

/** By family. Output names and fixed lengths are read from the graph, sizes and colours from `preprocessor_config.json`. */
export const FAMILY_RULES: Record<Family, FamilyRules> = {
  clip: { maxTokens: 77, padToMax: false, padTokenId: 0, prompts: CLIP_PROMPTS },
  mobileclip: { maxTokens: 77, padToMax: false, padTokenId: 0, prompts: CLIP_PROMPTS },
  siglip: { maxTokens: 64, padToMax: true, padTokenId: 1, prompts: SIGLIP_PROMPTS },
  // Trained on lower-cased texts; the tokenizer, Gemma's, keeps capitals.
  siglip2: { maxTokens: 64, padToMax: true, padTokenId: 0, lowerCase: true, prompts: SIGLIP_PROMPTS },
  'chinese-clip': { maxTokens: 52, padToMax: false, padTokenId: 0, prompts: CHINESE_PROMPTS },
  'jina-clip': { maxTokens: 512, padToMax: false, padTokenId: 1, prompts: NO_PROMPTS },
  'm-clip': { maxTokens: 128, padToMax: false, padTokenId: 0, pooling: 'mean', prompts: CLIP_PROMPTS },
  nomic: {
    ...{ maxTokens: 512, padToMax: false, padTokenId: 0, pooling: 'mean', prompts: NO_PROMPTS },
    // Its texts say what they are for (nomic-ai/nomic-embed-text-v1.5, README).
    prefix: 'search_query: ',
  },
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
