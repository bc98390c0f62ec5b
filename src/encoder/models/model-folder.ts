import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PhotoseekError } from '../../errors.js';
import type { ImageSpec } from '../../model/image-spec.js';
import type { ModelDescription, TextTower } from '../types.js';
import type { LeftOutTower } from './embedded-model.js';
import { recogniseFamily } from './families.js';
import { JsonFields } from './json-fields.js';
import { type Manifest, readManifest } from './manifest.js';
import { MODEL_FILES, REGIONS_FILE } from './model-files.js';
import type { Dtype } from './registry/registry.js';
import { listTowerFiles, readTowers } from './text-towers.js';
import { findWeights } from './weights.js';

/** Pillow's numbering of interpolations. */
const KERNELS: Record<number, ImageSpec['kernel']> = {
  0: 'nearest',
  1: 'lanczos3',
  2: 'linear',
  3: 'cubic',
};

/** Whether a folder holds all the files of a model. */
export function hasModelFiles(folder: string, dtype: Dtype = 'fp32'): boolean {
  return listMissing(folder, dtype).length === 0;
}

/** How a model folder is read. */
export interface FolderOptions {
  /** The model's name. Default: the folder's absolute path, which resolves to it again. */
  name?: string;
  /** Default `fp32`. */
  dtype?: Dtype;
  /** Stands in for the image tower where its file is missing. Default: a folder without it is no model. */
  leftOut?: LeftOutTower | undefined;
}

/**
 * Reads the description of a model folder.
 * @throws PhotoseekError `model-not-found` when a file is missing, `model-invalid` when a field is missing or has another type than expected
 */
export async function readModelFolder(folder: string, options: FolderOptions = {}): Promise<ModelDescription> {
  const { name = resolve(folder), dtype = 'fp32', leftOut } = options;
  const visionFile = findWeights(folder, 'vision', dtype);
  const isLeftOut = leftOut !== undefined && !existsSync(join(folder, visionFile));
  const missing = listMissing(folder, dtype).filter((file) => !isLeftOut || file !== visionFile);
  if (missing.length > 0) {
    throw new PhotoseekError('model-not-found', `The model folder ${folder} lacks ${missing.join(', ')}.`, {
      hint: 'A model folder is laid out like a CLIP on the hub: JSON files beside onnx/text_model.onnx and onnx/vision_model.onnx.',
    });
  }
  const { config, manifest, texts, image, normalization } = await readModelInputs(folder, dtype);
  const dim = manifest?.dim ?? config.count('projection_dim') ?? config.fields('vision_config').count('hidden_size');
  if (dim === undefined) throw config.invalid('it names neither projection_dim nor vision_config.hidden_size');
  const vision = join(folder, visionFile);
  const regions = join(folder, REGIONS_FILE);
  const { revision, visionBytes } = isLeftOut ? leftOut : await computeFingerprint(folder, vision, texts[0]);
  return {
    name,
    folder: resolve(folder),
    revision,
    dtype,
    dim,
    image,
    normalization,
    texts,
    files: isLeftOut ? {} : { vision, ...(dtype === 'fp32' && existsSync(regions) ? { regions } : {}) },
    visionBytes,
  };
}

/**
 * Reads the JSON files of a model folder as far as they concern the inputs of its towers. The weights need not be there.
 * @throws PhotoseekError `model-invalid`
 */
export async function readModelInputs(
  folder: string,
  dtype: Dtype = 'fp32',
): Promise<
  Pick<ModelDescription, 'image' | 'normalization' | 'texts'> & { config: JsonFields; manifest: Manifest | undefined }
> {
  const config = await readFields(folder, MODEL_FILES.config);
  const preprocessor = await readFields(folder, MODEL_FILES.preprocessor);
  const manifest = readManifest(folder);
  const family = manifest?.family ?? recogniseFamily(config) ?? 'clip';
  return {
    ...{ config, manifest },
    texts: await readTowers(folder, config, { dtype, family }),
    image: readImageSpec(preprocessor),
    normalization: { mean: readColours(preprocessor, 'mean'), std: readColours(preprocessor, 'std') },
  };
}

/** The needed files that a folder lacks, as paths in it. */
function listMissing(folder: string, dtype: Dtype): string[] {
  const { config, preprocessor } = MODEL_FILES;
  const vision = findWeights(folder, 'vision', dtype);
  return [config, preprocessor, ...listTowerFiles(folder, dtype), vision].filter(
    (file) => !existsSync(join(folder, file)),
  );
}

/** `image_mean` and `image_std`; jina-clip writes `mean` and `std`. */
function readColours(preprocessor: JsonFields, name: 'mean' | 'std'): [number, number, number] {
  return preprocessor.triple(!preprocessor.has(`image_${name}`) && preprocessor.has(name) ? name : `image_${name}`);
}

function readImageSpec(preprocessor: JsonFields): ImageSpec {
  const size = readEdge(preprocessor, 'size');
  if (size === undefined) throw preprocessor.invalid('its size is neither a number nor a square');
  const crop = preprocessor.has('crop_size') ? readEdge(preprocessor, 'crop_size') : undefined;
  const crops = preprocessor.boolean('do_center_crop') ?? crop !== undefined;
  if (crops && (crop ?? size) !== size)
    throw preprocessor.invalid('a crop smaller than the scaled image is not supported');
  if (preprocessor.has('resize_mode')) return readJinaSpec(preprocessor, size);
  const resample = preprocessor.count('resample') ?? 3;
  const kernel = KERNELS[resample];
  if (kernel === undefined) throw preprocessor.invalid(`resample ${resample} is not supported`);
  return { size, fit: crops ? 'crop' : 'fill', kernel };
}

/** jina-clip names the interpolation, and whether the short side is scaled to the size or both sides are. */
function readJinaSpec(preprocessor: JsonFields, size: number): ImageSpec {
  const mode = preprocessor.string('resize_mode');
  if (mode !== 'shortest' && mode !== 'squash') throw preprocessor.invalid(`resize_mode ${mode} is not supported`);
  const kernel = preprocessor.has('interpolation') ? preprocessor.string('interpolation') : 'bicubic';
  return { size, fit: mode === 'shortest' ? 'crop' : 'fill', kernel: kernel === 'bilinear' ? 'linear' : 'cubic' };
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

/**
 * SHA-256 over the JSON files, and over length and three samples of each weights file. Of several text towers only the first counts: the others are
 * made for its space.
 */
async function computeFingerprint(
  folder: string,
  vision: string,
  tower: TextTower,
): Promise<{ revision: string; visionBytes: number }> {
  const hash = createHash('sha256');
  for (const path of [
    join(folder, MODEL_FILES.config),
    join(folder, MODEL_FILES.preprocessor),
    join(tower.folder, MODEL_FILES.tokenizer),
    join(tower.folder, MODEL_FILES.tokenizerConfig),
  ]) {
    hash.update(await readFile(path));
  }
  let visionBytes = 0;
  for (const [file, path] of [
    [MODEL_FILES.text, tower.file],
    [MODEL_FILES.vision, vision],
  ] as const) {
    const handle = await open(path, 'r');
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
