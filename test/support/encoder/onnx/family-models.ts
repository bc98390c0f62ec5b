/**
 * Tiny models of each family, with the files, inputs, outputs and configurations that repositories of it have. An image is its mean colour,
 * a text the colours that it names, so that `red` finds red images.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Family } from '#src/encoder/models/registry/registry.js';
import { makeUnigram, makeWordPiece, type TinyTokenizer } from './family-tokenizers.js';
import { type Constant, type ElementType, type Graph, type Node, type Port, writeOnnx } from './write-onnx.js';

type Colour = readonly [number, number, number];

/** Words of the vocabulary, from 0 to 1. */
const COLOURS: Record<string, Colour> = { red: [0.9, 0.1, 0.1], green: [0.1, 0.8, 0.15], blue: [0.1, 0.2, 0.9] };

/** Length of token outputs before a projection. */
const HIDDEN = 6;

const SIZE = 32;

const CLIP_COLOURS = {
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_std: [0.26862954, 0.26130258, 0.27577711],
};
const HALF = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
const NONE = { image_mean: [0, 0, 0], image_std: [1, 1, 1] };

const CROP = {
  size: { shortest_edge: SIZE },
  crop_size: { height: SIZE, width: SIZE },
  do_center_crop: true,
  resample: 3,
};
const SQUASH = { size: { height: SIZE, width: SIZE }, resample: 3 };

/** What a family's repositories look like. */
interface Form {
  preprocessor: object;
  colours: { image_mean: number[]; image_std: number[] };
  config: object;
  /** Inputs of the text tower beside `input_ids`. */
  textInputs: readonly string[];
  /** Tokens of every text, where the graph fixes them. */
  tokens?: number;
  outputs: { text: string; vision: string };
  /** Both towers in one file. */
  isOne?: boolean;
  /** The text tower gives a vector for each token, and the image tower if this is `both`. */
  perToken?: 'text' | 'both';
  /** The vectors of tokens pass a linear layer in a file of its own. */
  hasProjection?: boolean;
  /** Default: {@link makeWordPiece}. */
  tokenizer?: typeof makeUnigram;
}

const SIGLIP: Form = {
  preprocessor: { ...SQUASH, ...HALF },
  ...{ colours: HALF, config: { model_type: 'siglip', text_config: {}, vision_config: { hidden_size: 0 } } },
  ...{ textInputs: [], tokens: 64, outputs: { text: 'pooler_output', vision: 'pooler_output' } },
};

const CLIP: Form = {
  ...{ preprocessor: { ...CROP, ...CLIP_COLOURS }, colours: CLIP_COLOURS, config: { model_type: 'clip' } },
  ...{ textInputs: ['attention_mask'], outputs: { text: 'text_embeds', vision: 'image_embeds' } },
};

const FORMS: Record<Family, Form> = {
  clip: CLIP,
  mobileclip: { ...CLIP, preprocessor: { ...CROP, ...NONE, resample: 2 }, colours: NONE, textInputs: [], tokens: 77 },
  siglip: SIGLIP,
  siglip2: {
    ...SIGLIP,
    preprocessor: { ...SQUASH, ...HALF, resample: 2 },
    config: { model_type: 'siglip', text_config: { vocab_size: 256000 } },
  },
  'chinese-clip': {
    ...CLIP,
    preprocessor: { ...SQUASH, ...CLIP_COLOURS, do_center_crop: false, crop_size: SIZE },
    config: { model_type: 'chinese_clip', text_config: { max_position_embeddings: 512 } },
    ...{ textInputs: ['attention_mask', 'token_type_ids'], isOne: true },
  },
  'jina-clip': {
    ...CLIP,
    preprocessor: {
      ...{ size: SIZE, resize_mode: 'shortest', interpolation: 'bicubic', fill_color: [0, 0, 0] },
      ...{ mean: CLIP_COLOURS.image_mean, std: CLIP_COLOURS.image_std },
    },
    config: { model_type: 'jina_clip' },
    ...{ textInputs: [], isOne: true, tokenizer: makeUnigram },
    outputs: { text: 'l2norm_text_embeddings', vision: 'l2norm_image_embeddings' },
  },
  'm-clip': {
    // Of XLM-R; the registered model of the family, of DistilBERT, has WordPiece as the default here.
    ...{ ...CLIP, perToken: 'text', hasProjection: true, tokenizer: makeUnigram },
    outputs: { text: 'last_hidden_state', vision: 'image_embeds' },
  },
  nomic: {
    ...{ ...CLIP, perToken: 'both', textInputs: ['attention_mask', 'token_type_ids'] },
    config: { model_type: 'nomic_bert' },
    outputs: { text: 'last_hidden_state', vision: 'last_hidden_state' },
  },
};

/** Where the files of a model go; see `RegisteredModel`. */
export interface FamilyModelOptions {
  family: Family;
  dim: number;
  /** Folder for the repository. */
  into: string;
  /** Folder for the repository of the text tower; default: the same. */
  textInto?: string;
  /** Folder of the weights. Default `onnx`. */
  weights?: string;
  /** Ends the names of the weights. */
  suffix?: string;
  isOne?: boolean;
  /** Edge of the input image. Default 32. */
  imageSize?: number;
  /** Type of the images and vectors of the graph. Default `float32`. */
  type?: ElementType;
}

/** Writes a repository, or two. */
export function writeFamilyModel(options: FamilyModelOptions): void {
  const {
    family,
    dim,
    into,
    textInto = into,
    weights = 'onnx',
    suffix = '',
    type = 'float32',
    imageSize = SIZE,
  } = options;
  const form = FORMS[family];
  const preprocessor = JSON.parse(JSON.stringify(form.preprocessor).replaceAll(`:${SIZE}`, `:${imageSize}`)) as object;
  const write = (folder: string, file: string, content: Buffer | object) => {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.isBuffer(content) ? content : JSON.stringify(content));
  };
  const root = weights === 'onnx' ? '' : `${weights}/`;
  const vision = buildVision(form, dim, type, imageSize);
  const tokenizer = (form.tokenizer ?? makeWordPiece)(Object.keys(COLOURS));
  const text = buildText(form, dim, tokenizer);
  write(into, `${root}config.json`, {
    ...form.config,
    ...(family.startsWith('siglip') ? { vision_config: { hidden_size: dim } } : { projection_dim: dim }),
  });
  write(into, `${root}preprocessor_config.json`, preprocessor);
  write(textInto, 'tokenizer.json', tokenizer.description);
  write(textInto, 'tokenizer_config.json', { model_max_length: 1e30, ...tokenizer.config });
  if (form.hasProjection) write(textInto, '2_Dense/model.safetensors', writeProjection(form, dim));
  if (options.isOne ?? form.isOne) {
    write(into, `${weights}/model${suffix}.onnx`, writeOnnx(join2(text, vision)));
    return;
  }
  const isSplit = textInto !== into;
  write(textInto, `${weights}/${isSplit ? 'model' : 'text_model'}${suffix}.onnx`, writeOnnx(text));
  const visionName = isSplit && form.perToken === 'both' ? 'model' : 'vision_model';
  write(into, `${weights}/${visionName}${suffix}.onnx`, writeOnnx(vision));
}

function join2(one: Graph, other: Graph): Graph {
  return {
    inputs: [...one.inputs, ...other.inputs],
    outputs: [...one.outputs, ...other.outputs],
    nodes: [...one.nodes, ...other.nodes],
    constants: [...one.constants, ...other.constants],
  };
}

/** Three numbers of a colour to `dim` numbers, without preferring any. The square makes the rows independent: those of one sine span a plane. */
function makeMatrix(dim: number): Float32Array {
  return Float32Array.from({ length: 3 * dim }, (_, i) => Math.sin(1 + 7.3 * i + 0.37 * i * i));
}

function multiply(colour: readonly number[], matrix: Float32Array, dim: number): number[] {
  return Array.from({ length: dim }, (_, i) =>
    colour.reduce((sum, value, c) => sum + value * (matrix[c * dim + i] as number), 0),
  );
}

function normalise({ colours: { image_mean: mean, image_std: std } }: Form, colour: Colour): number[] {
  return colour.map((value, c) => (value - (mean[c] as number)) / (std[c] as number));
}

function buildVision(form: Form, dim: number, type: ElementType, size: number): Graph {
  const output = form.outputs.vision;
  const pooled = form.perToken === 'both' ? 'image_pooled' : output;
  const nodes: Node[] = [
    { op: 'Cast', inputs: ['pixel_values'], outputs: ['pixels32'], attributes: { to: 1 } },
    { op: 'GlobalAveragePool', inputs: ['pixels32'], outputs: ['mean_colour'] },
    { op: 'Flatten', inputs: ['mean_colour'], outputs: ['colour'], attributes: { axis: 1 } },
    { op: 'MatMul', inputs: ['colour', 'image_matrix'], outputs: ['image_vector'] },
    { op: 'Cast', inputs: ['image_vector'], outputs: [pooled], attributes: { to: type === 'float16' ? 10 : 1 } },
  ];
  const constants: Constant[] = [{ name: 'image_matrix', shape: [3, dim], values: makeMatrix(dim) }];
  if (form.perToken === 'both') {
    // The token of the whole image, before one of a patch that means something else.
    constants.push({ name: 'token_axis', shape: [1], values: BigInt64Array.from([1n]) });
    nodes.push(
      { op: 'Unsqueeze', inputs: [pooled, 'token_axis'], outputs: ['whole'] },
      { op: 'Neg', inputs: ['whole'], outputs: ['patch'] },
      { op: 'Concat', inputs: ['whole', 'patch'], outputs: [output], attributes: { axis: 1 } },
    );
  }
  const shape = form.perToken === 'both' ? ['batch', 2, dim] : ['batch', dim];
  return {
    inputs: [{ name: 'pixel_values', type, shape: ['batch', 3, size, size] }],
    outputs: [{ name: output, type, shape }],
    ...{ nodes, constants },
  };
}

function buildText(form: Form, dim: number, { pieces, padding, first, wordOf }: TinyTokenizer): Graph {
  const width = form.hasProjection ? HIDDEN : dim;
  const table = Float32Array.from(
    pieces.flatMap((piece) => {
      const colour = COLOURS[wordOf(piece)];
      if (colour === undefined) {
        // Padding would drown the text where it counted. The first token says a little, so that no text is nothing.
        const length = piece === padding && form.perToken ? 50 : piece === first ? 0.05 : 0;
        return Array.from({ length: width }, (_, i) => length * Math.cos(3 + 5 * i));
      }
      const normalised = normalise(form, colour);
      return form.hasProjection ? [...normalised, 0, 0, 0] : multiply(normalised, makeMatrix(dim), dim);
    }),
  );
  const tokens = form.tokens ?? 'tokens';
  const output = form.outputs.text;
  const perToken = form.perToken !== undefined;
  const nodes: Node[] = [
    { op: 'Gather', inputs: ['words', 'input_ids'], outputs: [perToken ? output : 'token_vectors'] },
  ];
  const constants: Constant[] = [{ name: 'words', shape: [pieces.length, width], values: table }];
  if (!perToken) {
    constants.push({ name: 'axes', shape: [1], values: BigInt64Array.from([1n]) });
    nodes.push({ op: 'ReduceSum', inputs: ['token_vectors', 'axes'], outputs: [output], attributes: { keepdims: 0 } });
  }
  const ports: Port[] = ['input_ids', ...form.textInputs].map((name) => ({
    name,
    type: 'int64',
    shape: ['texts', tokens],
  }));
  return {
    inputs: ports,
    outputs: [{ name: output, type: 'float32', shape: perToken ? ['texts', tokens, width] : ['texts', dim] }],
    ...{ nodes, constants },
  };
}

/** The matrix of colours in the format safetensors, rows for the numbers of the vector. */
function writeProjection(_form: Form, dim: number): Buffer {
  const matrix = makeMatrix(dim);
  const values = new Float32Array(dim * HIDDEN);
  for (let row = 0; row < dim; row++)
    for (let c = 0; c < 3; c++) values[row * HIDDEN + c] = matrix[c * dim + row] as number;
  const tensor = { dtype: 'F32', shape: [dim, HIDDEN], data_offsets: [0, values.byteLength] };
  const header = Buffer.from(JSON.stringify({ 'linear.weight': tensor }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.from(values.buffer)]);
}
