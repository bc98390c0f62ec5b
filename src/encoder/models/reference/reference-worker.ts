/** A thread that compares how photoseek and the reference implementation read the JSON files of a model folder. It loads no weights. */
import { parentPort, workerData } from 'node:worker_threads';
import type * as Transformers from '@huggingface/transformers';
import type { PretrainedConfig, Tensor } from '@huggingface/transformers';
import { type ErrorData, toErrorData } from '../../../errors.js';
import { requireNative } from '../../../runtime/native-packages.js';
import { loadTokenizer } from '../../runtime/tokenize.js';
import type { ModelDescription, TextTower } from '../../types.js';
import { readModelInputs } from '../model-folder.js';
import { compareInputs, type ModelInputs, PROBE_COLOUR, PROBE_TEXTS } from './compare-inputs.js';

/** The folder to check. */
export interface ReferenceRequest {
  folder: string;
  /** For messages. */
  model: string;
}

/** The outcome of the comparison. `skipped`: why the reference says nothing about this model. */
export type ReferenceReply = { checkedWith: string } | { skipped: string } | { error: ErrorData };

// It loads ONNX Runtime, and therefore lies beside the copy of that.
const { AutoConfig, AutoImageProcessor, AutoModel, AutoTokenizer, env, RawImage } = requireNative(
  '@huggingface/transformers',
) as typeof Transformers;

const referenceName = `transformers ${env.version}`;
const LOCAL = { local_files_only: true };

async function check({ folder, model }: ReferenceRequest): Promise<ReferenceReply> {
  env.allowRemoteModels = false;
  env.useFSCache = false;
  const { texts, image, normalization } = await readModelInputs(folder);
  const [tower] = texts;
  const own = deriveOwn(tower, image.size, normalization);
  let reference: ModelInputs;
  try {
    const { model_type: type } = (await AutoConfig.from_pretrained(folder, LOCAL)) as PretrainedConfig & {
      model_type: string;
    };
    const mappings = AutoModel.MODEL_CLASS_MAPPINGS as readonly ReadonlyMap<string, unknown>[];
    if (!mappings.some((types) => types.has(type)))
      return { skipped: `${referenceName} does not know the model type ${type}.` };
    reference = await deriveReference(folder, tower, image.size);
  } catch (cause) {
    return { skipped: `${referenceName} cannot load it: ${(cause as Error).message}` };
  }
  compareInputs(own, reference, { model, referenceName, std: normalization.std });
  return { checkedWith: referenceName };
}

function deriveOwn(tower: TextTower, size: number, { mean, std }: ModelDescription['normalization']): ModelInputs {
  const { prefix: _, ...rest } = tower;
  const tokenize = loadTokenizer({ ...rest, maxTokens: Number.MAX_SAFE_INTEGER, padToMax: false });
  return {
    tokens: new Map(PROBE_TEXTS.map((text) => [text, tokenize(text).ids])),
    size: [size, size],
    colour: PROBE_COLOUR.map((value, c) => (value / 255 - (mean[c] as number)) / (std[c] as number)),
  };
}

async function deriveReference(folder: string, tower: TextTower, size: number): Promise<ModelInputs> {
  const tokenizer = await AutoTokenizer.from_pretrained(tower.folder, LOCAL);
  const tokens = PROBE_TEXTS.map((text) => {
    // The models of this family were trained on lower case; which is up to the caller of the reference, too.
    const prepared = tower.lowerCase ? text.toLowerCase() : text;
    return [text, tokenizer(prepared, { return_tensor: false }).input_ids] as const;
  });
  const processor = await AutoImageProcessor.from_pretrained(folder, LOCAL);
  // The original of the reference, in Python, normalises unless a file says otherwise.
  processor.do_normalize ??= true;
  // A square: of others, the reference fits those into a square whose size is one number, unlike its original, which crops them.
  const edge = 2 * size;
  const pixels = Uint8ClampedArray.from({ length: edge * edge * 3 }, (_, i) => PROBE_COLOUR[i % 3] as number);
  const { pixel_values: values } = (await processor(new RawImage(pixels, edge, edge, 3))) as { pixel_values: Tensor };
  const [, , height = 0, width = 0] = values.dims;
  const centre = Math.floor(height / 2) * width + Math.floor(width / 2);
  return {
    tokens: new Map(tokens),
    size: [width, height],
    colour: PROBE_COLOUR.map((_, c) => values.data[c * width * height + centre] as number),
  };
}

check(workerData as ReferenceRequest).then(
  (reply) => parentPort?.postMessage(reply),
  (cause) => parentPort?.postMessage({ error: toErrorData(cause) } satisfies ReferenceReply),
);
