import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { PhotoseekError } from '../errors.js';
import type { ModelDescription } from './types.js';

/** The files a model folder must hold, laid out like a CLIP on the hub. */
export const MODEL_FILES = {
  config: 'config.json',
  preprocessor: 'preprocessor_config.json',
  tokenizer: 'tokenizer.json',
  tokenizerConfig: 'tokenizer_config.json',
  text: 'onnx/text_model.onnx',
  vision: 'onnx/vision_model.onnx',
} as const;

const positive = z.number().int().positive();
const towerSchema = z.looseObject({
  max_position_embeddings: positive.optional(),
  hidden_size: positive.optional(),
  pad_token_id: z.number().int().nonnegative().optional(),
});
const configSchema = z.looseObject({
  model_type: z.string(),
  projection_dim: positive.optional(),
  text_config: towerSchema.default({}),
  vision_config: towerSchema.default({}),
});
const edges = z.looseObject({
  shortest_edge: positive.optional(),
  height: positive.optional(),
  width: positive.optional(),
});
const triple = z.tuple([z.number(), z.number(), z.number()]);
const preprocessorSchema = z.looseObject({
  size: z.union([positive, edges]),
  crop_size: z.union([positive, edges]).optional(),
  do_center_crop: z.boolean().optional(),
  resample: z.number().int().default(3),
  image_mean: triple,
  image_std: triple,
});
const tokenizerConfigSchema = z.looseObject({ model_max_length: z.number().positive().optional() });

/** Pillow's numbering of interpolations. */
const KERNELS: Record<number, ModelDescription['image']['kernel']> = {
  0: 'nearest',
  1: 'lanczos3',
  2: 'linear',
  3: 'cubic',
};

/** Whether a folder holds all the files of a model. */
export function hasModelFiles(folder: string): boolean {
  return Object.values(MODEL_FILES).every((file) => existsSync(join(folder, file)));
}

/**
 * Reads what a model folder says of itself.
 * @param name what to call it; default: the folder's name
 * @throws PhotoseekError `model-not-found` when a file is missing, `model-invalid` when one says something else than expected
 */
export async function readModelFolder(folder: string, name = basename(resolve(folder))): Promise<ModelDescription> {
  const missing = Object.values(MODEL_FILES).filter((file) => !existsSync(join(folder, file)));
  if (missing.length > 0) {
    throw new PhotoseekError('model-not-found', `The model folder ${folder} lacks ${missing.join(', ')}.`, {
      hint: 'A model folder is laid out like a CLIP on the hub: JSON files beside onnx/text_model.onnx and onnx/vision_model.onnx.',
    });
  }
  const config = await readJson(folder, MODEL_FILES.config, configSchema);
  const preprocessor = await readJson(folder, MODEL_FILES.preprocessor, preprocessorSchema);
  const tokenizerConfig = await readJson(folder, MODEL_FILES.tokenizerConfig, tokenizerConfigSchema);
  const isSiglip = config.model_type.startsWith('siglip');
  const dim = config.projection_dim ?? config.vision_config.hidden_size;
  if (dim === undefined)
    throw invalid(folder, MODEL_FILES.config, 'it names neither projection_dim nor vision_config.hidden_size');
  const { revision, visionBytes } = await computeFingerprint(folder);
  return {
    name,
    folder: resolve(folder),
    revision,
    dtype: 'fp32',
    dim,
    image: readImageSpec(folder, preprocessor),
    text: {
      maxTokens: Math.min(
        config.text_config.max_position_embeddings ?? (isSiglip ? 64 : 77),
        // Some tokenizers write 10^30 for "no limit".
        tokenizerConfig.model_max_length ?? Number.MAX_SAFE_INTEGER,
      ),
      padToMax: isSiglip,
      padTokenId: config.text_config.pad_token_id ?? (isSiglip ? 1 : 0),
    },
    files: { vision: join(folder, MODEL_FILES.vision), text: join(folder, MODEL_FILES.text) },
    visionBytes,
  };
}

function readImageSpec(folder: string, p: z.infer<typeof preprocessorSchema>): ModelDescription['image'] {
  const crops = p.do_center_crop ?? p.crop_size !== undefined;
  const size = edgeOf(p.size);
  const crop = p.crop_size === undefined ? size : edgeOf(p.crop_size);
  const kernel = KERNELS[p.resample];
  if (size === undefined) throw invalid(folder, MODEL_FILES.preprocessor, 'its size is neither a number nor a square');
  if (crops && crop !== size)
    throw invalid(folder, MODEL_FILES.preprocessor, 'a crop smaller than the scaled picture is not supported');
  if (kernel === undefined) throw invalid(folder, MODEL_FILES.preprocessor, `resample ${p.resample} is not supported`);
  return { size, fit: crops ? 'crop' : 'fill', kernel, mean: p.image_mean, std: p.image_std };
}

function edgeOf(size: number | z.infer<typeof edges>): number | undefined {
  if (typeof size === 'number') return size;
  return size.shortest_edge ?? (size.height === size.width ? size.height : undefined);
}

async function readJson<S extends z.ZodType>(folder: string, file: string, schema: S): Promise<z.infer<S>> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(join(folder, file), 'utf8'));
  } catch (cause) {
    throw invalid(folder, file, `it is not JSON (${(cause as Error).message})`, cause);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw invalid(folder, file, z.prettifyError(parsed.error).replaceAll('\n', ' '));
  return parsed.data;
}

function invalid(folder: string, file: string, reason: string, cause?: unknown): PhotoseekError {
  return new PhotoseekError('model-invalid', `${join(folder, file)} cannot be used: ${reason}.`, { cause });
}

/** Bytes read at each of three places of a weights file; enough to tell two trainings apart, cheap enough for every start. */
const SAMPLE_BYTES = 64 * 1024;

/** SHA-256 over the JSON files, and over length and three samples of each weights file. */
async function computeFingerprint(folder: string): Promise<{ revision: string; visionBytes: number }> {
  const hash = createHash('sha256');
  for (const file of [MODEL_FILES.config, MODEL_FILES.preprocessor, MODEL_FILES.tokenizer]) {
    hash.update(await readFile(join(folder, file)));
  }
  let visionBytes = 0;
  for (const file of [MODEL_FILES.text, MODEL_FILES.vision]) {
    const handle = await open(join(folder, file), 'r');
    try {
      const { size } = await handle.stat();
      hash.update(`${file}:${size};`);
      for (const position of [0, Math.floor(size / 2), Math.max(0, size - SAMPLE_BYTES)]) {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, position);
        hash.update(buffer.subarray(0, bytesRead));
      }
      visionBytes = size;
    } finally {
      await handle.close();
    }
  }
  return { revision: hash.digest('hex').slice(0, 16), visionBytes };
}
