import { availableParallelism } from 'node:os';
import { PhotoseekError } from '../errors.js';
import { EncoderThread } from './runtime/encoder-thread.js';
import { takePrestarted } from './runtime/prestart.js';
import { loadTokenizer } from './runtime/tokenize.js';
import type { EncodedText, Encoder, ModelDescription } from './types.js';

/** Models up to this size on disk are loaded once a core, one thread each; bigger ones once, with all cores. */
const COPY_LIMIT_BYTES = 256 * 1024 ** 2;

/** Pictures that a copy computes together. Two make it a fiftieth faster and take 20 MB more in each copy. */
const COPY_RUN_SIZE = 1;

/** How an encoder uses the machine. */
export interface EncoderOptions {
  /** Cores for pictures. Default: all. */
  threads?: number;
  /** Load the text half for one query rather than for many; see `LoadOptions`. Default `false`. */
  quickStart?: boolean;
}

/**
 * Makes an encoder whose halves run in worker threads, each started on first use: a search never loads the picture half,
 * and a long batch of pictures never delays a query.
 */
export function createEncoder(model: ModelDescription, options: EncoderOptions = {}): Encoder {
  const { threads: cores = availableParallelism(), quickStart = false } = options;
  // Two sessions of one thread encode about a sixth more than one session of two: nothing waits for the slower half.
  const isSmall = model.visionBytes <= COPY_LIMIT_BYTES;
  const copies = isSmall ? cores : 1;
  // The steps of a small model are over before a second thread has woken up: no query is faster, and each takes half as much again of
  // the cores. More than four make no model's query faster.
  const textThreads = isSmall ? 1 : Math.min(4, cores);
  const loadOptions = isSmall ? { threads: 1, runSize: COPY_RUN_SIZE } : { threads: cores };
  let text: EncoderThread | undefined;
  const vision: EncoderThread[] = [];

  const startText = () => {
    text ??=
      (quickStart ? takePrestarted(model.files.text) : undefined) ??
      new EncoderThread({ half: 'text', file: model.files.text, options: { quickStart, threads: textThreads } });
    return text;
  };
  const startVision = () =>
    new EncoderThread({ half: 'vision', model, options: { ...loadOptions, quickStart: false } });
  const pickVision = () => {
    const idle = vision.find((thread) => thread.pending === 0);
    if (idle !== undefined) return idle;
    if (vision.length < copies) vision.push(startVision());
    return vision.reduce((least, thread) => (thread.pending < least.pending ? thread : least));
  };

  return {
    model,
    parallelism: copies,
    prepareForImages() {
      while (vision.length < copies) vision.push(startVision());
    },
    async encodeImages(pixels) {
      if (pixels.length === 0) return [];
      const buffers = pixels.map((p) => p.buffer as ArrayBuffer);
      const reply = await pickVision().run({ id: 0, pixels }, buffers);
      return 'vectors' in reply ? reply.vectors.map((vector) => checkLength(vector, model)) : [];
    },
    async encodeTexts(texts): Promise<EncodedText[]> {
      const thread = startText();
      // With one query to answer, this thread has nothing better to do than to prepare the tokens while the other loads the model.
      const request = quickStart
        ? { id: 0, tokens: texts.map(loadTokenizer(model)) }
        : { id: 0, texts: [...texts], model };
      const reply = await thread.run(request);
      if (!('encoded' in reply)) return [];
      for (const { vector } of reply.encoded) checkLength(vector, model);
      return reply.encoded;
    },
    async close() {
      await Promise.all([text, ...vision].map((thread) => thread?.close()));
    },
  };
}

function checkLength(vector: Float32Array, { name, dim }: ModelDescription): Float32Array {
  if (vector.length === dim) return vector;
  throw new PhotoseekError('model-invalid', `${name} gave ${vector.length} numbers; its configuration says ${dim}.`);
}
