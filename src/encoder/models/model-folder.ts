import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PhotoseekError } from '../../errors.js';
import type { ImageSpec } from '../../model/image-spec.js';
import type { ModelDescription } from '../types.js';
import { JsonFields } from './json-fields.js';

/** The files a model folder must contain, named as in CLIP repositories on the hub. */
export const MODEL_FILES = {
  config: 'config.json',
  preprocessor: 'preprocessor_config.json',
  tokenizer: 'tokenizer.json',
  tokenizerConfig: 'tokenizer_config.json',
  text: 'onnx/text_model.onnx',
  vision: 'onnx/vision_model.onnx',
} as const;

/** Pillow's numbering of interpolations. */
const KERNELS: Record<number, ImageSpec['kernel']> = {
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
 * Reads the description of a model folder.
 * @param name the model's name; default: the folder's absolute path, which resolves to it again
 * @throws PhotoseekError `model-not-found` when a file is missing, `model-invalid` when a field is missing or has another type than expected
 */
export async function readModelFolder(folder: string, name = resolve(folder)): Promise<ModelDescription> {
  const missing = Object.values(MODEL_FILES).filter((file) => !existsSync(join(folder, file)));
  if (missing.length > 0) {
    throw new PhotoseekError('model-not-found', `The model folder ${folder} lacks ${missing.join(', ')}.`, {
      hint: 'A model folder is laid out like a CLIP on the hub: JSON files beside onnx/text_model.onnx and onnx/vision_model.onnx.',
    });
  }
  const config = await readFields(folder, MODEL_FILES.config);
  const preprocessor = await readFields(folder, MODEL_FILES.preprocessor);
  const tokenizer = await readFields(folder, MODEL_FILES.tokenizerConfig);
  const textConfig = config.fields('text_config');
  const isSiglip = config.string('model_type').startsWith('siglip');
  const dim = config.count('projection_dim') ?? config.fields('vision_config').count('hidden_size');
  if (dim === undefined) throw config.invalid('it names neither projection_dim nor vision_config.hidden_size');
  const { revision, visionBytes } = await computeFingerprint(folder);
  return {
    name,
    folder: resolve(folder),
    revision,
    dtype: 'fp32',
    dim,
    image: readImageSpec(preprocessor),
    normalization: { mean: preprocessor.triple('image_mean'), std: preprocessor.triple('image_std') },
    text: {
      maxTokens: Math.min(
        textConfig.count('max_position_embeddings') ?? (isSiglip ? 64 : 77),
        // Some tokenizers write 10^30 for "no limit".
        tokenizer.count('model_max_length') ?? Number.MAX_SAFE_INTEGER,
      ),
      padToMax: isSiglip,
      padTokenId: textConfig.count('pad_token_id') ?? (isSiglip ? 1 : 0),
    },
    files: { vision: join(folder, MODEL_FILES.vision), text: join(folder, MODEL_FILES.text) },
    visionBytes,
  };
}

function readImageSpec(preprocessor: JsonFields): ImageSpec {
  const size = readEdge(preprocessor, 'size');
  if (size === undefined) throw preprocessor.invalid('its size is neither a number nor a square');
  const crop = preprocessor.has('crop_size') ? readEdge(preprocessor, 'crop_size') : undefined;
  const crops = preprocessor.boolean('do_center_crop') ?? crop !== undefined;
  if (crops && (crop ?? size) !== size)
    throw preprocessor.invalid('a crop smaller than the scaled image is not supported');
  const resample = preprocessor.count('resample') ?? 3;
  const kernel = KERNELS[resample];
  if (kernel === undefined) throw preprocessor.invalid(`resample ${resample} is not supported`);
  return { size, fit: crops ? 'crop' : 'fill', kernel };
}

/** A number, `{ shortest_edge }`, or a square's `{ height, width }`. */
function readEdge(preprocessor: JsonFields, key: string): number | undefined {
  if (!preprocessor.isObject(key)) return preprocessor.count(key);
  const edges = preprocessor.fields(key);
  const height = edges.count('height');
  return edges.count('shortest_edge') ?? (height === edges.count('width') ? height : undefined);
}

async function readFields(folder: string, file: string): Promise<JsonFields> {
  const path = join(folder, file);
  return JsonFields.parse(path, await readFile(path, 'utf8'));
}

/** Bytes sampled at each of three offsets of a weights file: enough to distinguish two trainings, cheap enough for every start. */
const SAMPLE_BYTES = 64 * 1024;

/** SHA-256 over the JSON files, and over length and three samples of each weights file. */
async function computeFingerprint(folder: string): Promise<{ revision: string; visionBytes: number }> {
  const hash = createHash('sha256');
  for (const file of [
    MODEL_FILES.config,
    MODEL_FILES.preprocessor,
    MODEL_FILES.tokenizer,
    MODEL_FILES.tokenizerConfig,
  ]) {
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
