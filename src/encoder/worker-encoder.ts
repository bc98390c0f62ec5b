import { availableParallelism, totalmem } from 'node:os';
import { PhotoseekError } from '../errors.js';
import { checkDevice } from '../onnx/check-device.js';
import { DEFAULT_DEVICE, type Device } from '../onnx/devices.js';
import { requireImageTower } from './models/require-image-tower.js';
import { EncoderThread } from './runtime/encoder-thread.js';
import { takePrestarted } from './runtime/prestart.js';
import { loadTokenizer } from './runtime/tokenize.js';
import type { EncodedText, Encoder, ModelDescription, TextTower } from './types.js';

/** Image towers up to this size on disk get one replica a core, of one thread each; larger ones one session with all cores. */
const REPLICA_LIMIT_BYTES = 256 * 1024 ** 2;

/** Of a machine with less, a replica encodes one image in a run. */
const ROOMY_BYTES = 7.5 * 1024 ** 3;

/** Memory for each further image of a run, in every replica. */
const IMAGE_BYTES = 28 * 1024 ** 2;

/**
 * Images that a replica encodes in one run. Four take 4 % less time each, with vectors that are the same to the last bit, and 84 MB more: all replicas together take
 * a fortieth of the memory for that at most.
 */
export function chooseRunSize(replicas: number, memoryBytes: number): number {
  if (memoryBytes < ROOMY_BYTES) return 1;
  return Math.max(1, Math.min(4, 1 + Math.floor(memoryBytes / 40 / (IMAGE_BYTES * replicas))));
}

/** How an encoder uses the machine. */
export interface EncoderOptions {
  /** Cores for images. Default: all. */
  threads?: number;
  /** Load the text tower for one query rather than for many; see `LoadOptions`. Default `false`. */
  quickStart?: boolean;
  /** The device that computes. Default `cpu`. */
  device?: Device;
}

/**
 * Creates an encoder whose towers run in worker threads, each started on first use: a search never loads the image tower,
 * and a long batch of images never delays a query.
 */
export function createEncoder(model: ModelDescription, options: EncoderOptions = {}): Encoder {
  const { threads: cores = availableParallelism(), quickStart = false, device = DEFAULT_DEVICE } = options;
  checkDevice(device);
  // Two sessions of one thread encode about a sixth more than one session of two threads, which wait for each other at each operator.
  const isSmall = model.visionBytes <= REPLICA_LIMIT_BYTES;
  const replicas = isSmall ? cores : 1;
  // The operators of a small model end before a second thread has woken up: no query is faster, and each takes 50 % more CPU time. More
  // than four threads make no model's query faster.
  const textThreads = isSmall ? 1 : Math.min(4, cores);
  const loadOptions = isSmall ? { threads: 1, runSize: chooseRunSize(replicas, totalmem()) } : { threads: cores };
  const texts = new Map<string, EncoderThread>();
  const vision: EncoderThread[] = [];
  let regions: EncoderThread | undefined;

  const startText = (tower: TextTower) => {
    const { file } = tower;
    const rules = { ...tower, imageSize: model.image.size };
    const thread =
      texts.get(file) ??
      (quickStart && device === DEFAULT_DEVICE ? takePrestarted(file) : undefined) ??
      new EncoderThread({ tower: 'text', file, options: { quickStart, threads: textThreads, device }, rules });
    texts.set(file, thread);
    return thread;
  };
  const startVision = () =>
    new EncoderThread({ tower: 'vision', model, options: { ...loadOptions, quickStart: false, device } });
  const pickVision = () => {
    const idle = vision.find((thread) => thread.pending === 0);
    if (idle !== undefined) return idle;
    if (vision.length < replicas) vision.push(startVision());
    return vision.reduce((least, thread) => (thread.pending < least.pending ? thread : least));
  };

  const encodeRegions = async (pixels: Uint8Array[]): Promise<Float32Array[][]> => {
    if (pixels.length === 0) return [];
    // A thread of its own, for the photos that somebody looks at, with all cores: batches of images never pay for it, or wait.
    const options = { threads: cores, runSize: 1, quickStart, device };
    regions ??= new EncoderThread({ tower: 'regions', model, options });
    const buffers = pixels.map((p) => p.buffer as ArrayBuffer);
    const reply = await regions.run({ id: 0, pixels }, buffers);
    const vectors = 'vectors' in reply ? reply.vectors.map((vector) => checkLength(vector, model)) : [];
    const cells = vectors.length / buffers.length;
    return buffers.map((_, image) => vectors.slice(image * cells, (image + 1) * cells));
  };

  return {
    model,
    parallelism: replicas,
    prepareForImages() {
      requireImageTower(model);
      while (vision.length < replicas) vision.push(startVision());
    },
    async encodeImages(pixels) {
      if (pixels.length === 0) return [];
      requireImageTower(model);
      const buffers = pixels.map((p) => p.buffer as ArrayBuffer);
      const reply = await pickVision().run({ id: 0, pixels }, buffers);
      return 'vectors' in reply ? reply.vectors.map((vector) => checkLength(vector, model)) : [];
    },
    ...(model.files.regions === undefined ? {} : { encodeRegions }),
    async encodeTexts(asked, tower = model.texts[0]): Promise<EncodedText[]> {
      const thread = startText(tower);
      // For a single query, this thread is idle while the other loads the model: it tokenizes meanwhile.
      const request = quickStart
        ? { id: 0, tokens: asked.map(loadTokenizer(tower)) }
        : { id: 0, texts: [...asked], from: tower };
      const reply = await thread.run(request);
      if (!('encoded' in reply)) return [];
      for (const { vector } of reply.encoded) checkLength(vector, model);
      return reply.encoded;
    },
    async close() {
      await Promise.all([...texts.values(), ...vision, ...(regions ? [regions] : [])].map((thread) => thread.close()));
    },
  };
}

function checkLength(vector: Float32Array, { name, dim }: ModelDescription): Float32Array {
  if (vector.length === dim) return vector;
  throw new PhotoseekError(
    'model-invalid',
    `Vectors of ${name} must have ${dim} numbers (its configuration), got ${vector.length}.`,
  );
}
