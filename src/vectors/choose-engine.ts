import { PhotoseekError } from '../errors.js';
import { hasNative } from '../runtime/native-packages.js';
import type { Engine } from './port.js';

/** How each engine is loaded: an engine that is not used costs no start-up time. */
const ENGINES = {
  exact: async () => (await import('./engines/exact/exact-index.js')).exactEngine,
  hnsw: async () => (await import('./engines/hnsw/hnsw-engine.js')).hnswEngine,
  quantised: async () => (await import('./engines/quantised/quantised-index.js')).quantisedEngine,
} satisfies Record<EngineName, () => Promise<Engine>>;

/** Name of an engine that can be chosen; see the option `engine`. */
export type EngineName = 'exact' | 'hnsw' | 'quantised';

/** All of them. */
export const ENGINE_NAMES = Object.keys(ENGINES) as EngineName[];

/** @throws PhotoseekError `bad-argument` */
export function checkEngineName(name: string | undefined): EngineName | undefined {
  if (name === undefined || Object.hasOwn(ENGINES, name)) return name as EngineName | undefined;
  throw new PhotoseekError('bad-argument', `engine must be one of ${ENGINE_NAMES.join(', ')}, got ${name}.`);
}

export function loadEngine(name: EngineName): Promise<Engine> {
  return ENGINES[name]();
}

/** Inputs of the choice of an engine, besides the number of vectors. */
export interface EngineOptions {
  /** Use this engine, whatever the number of vectors. */
  engine?: EngineName | undefined;
  /** The process searches once: comparing with every vector takes less time than loading an index, and starts no thread. */
  oneShot?: boolean | undefined;
  /** Compare with all up to this many vectors. Default: {@link EXACT_UP_TO}. */
  exactUpTo?: number | undefined;
}

/** An engine for a space, as long as the space has at most `maxCount` vectors. */
export interface EngineChoice {
  engine: EngineName;
  maxCount: number;
}

/** Up to this many vectors, comparing with all takes about as long as a round trip to the graph's thread (some 2 ms at 512 dimensions). */
export const EXACT_UP_TO = 2000;

/** A space that shrinks keeps its engine until it is opened again, so that a library near the limit does not alternate. */
export function chooseEngine(count: number, { engine, oneShot, exactUpTo = EXACT_UP_TO }: EngineOptions): EngineChoice {
  if (engine !== undefined) return { engine, maxCount: Number.POSITIVE_INFINITY };
  if (oneShot) return { engine: 'exact', maxCount: Number.POSITIVE_INFINITY };
  if (count <= exactUpTo) return { engine: 'exact', maxCount: exactUpTo };
  // Where hnswlib is not installed, comparing with all as 16-bit integers still answers.
  return { engine: hasNative('hnswlib-node') ? 'hnsw' : 'quantised', maxCount: Number.POSITIVE_INFINITY };
}
