import { PhotoseekError } from '../errors.js';
import { findPrebuilt, hasNative } from '../runtime/native-packages.js';
import type { Engine } from './port.js';

/** How each engine is loaded: an engine that is not used costs no start-up time. */
const ENGINES = {
  exact: async () => (await import('./engines/exact/exact-index.js')).exactEngine,
  hnsw: async () => (await import('./engines/hnsw/hnsw-engine.js')).hnswEngine,
  quantised: async () => (await import('./engines/quantised/quantised-index.js')).quantisedEngine,
  usearch: async () => (await import('./engines/usearch/usearch-engine.js')).usearchEngine,
} satisfies Record<EngineName, () => Promise<Engine>>;

/** Name of an engine that can be chosen; see the option `engine`. */
export type EngineName = 'exact' | 'hnsw' | 'quantised' | 'usearch';

/** `pgvector` is not chosen by its name, but by the address of its server. */
export type AnyEngineName = EngineName | 'pgvector';

/** All that need no server. */
export const ENGINE_NAMES = Object.keys(ENGINES) as EngineName[];

/** @throws PhotoseekError `bad-argument` */
export function checkEngineName(name: string | undefined): EngineName | undefined {
  if (name === undefined || Object.hasOwn(ENGINES, name)) return name as EngineName | undefined;
  throw new PhotoseekError('bad-argument', `engine must be one of ${ENGINE_NAMES.join(', ')}, got ${name}.`);
}

/** @param server the address for `pgvector` */
export async function loadEngine(name: AnyEngineName, server?: string): Promise<Engine> {
  if (name !== 'pgvector') return ENGINES[name]();
  if (server === undefined)
    throw new PhotoseekError('bad-argument', 'The engine pgvector needs the address of a server.');
  const { createPgvectorEngine } = await import('./engines/pgvector/pgvector-engine.js');
  return createPgvectorEngine(server);
}

/** Inputs of the choice of an engine, besides the number of vectors. */
export interface EngineOptions {
  /** Address of a PostgreSQL server with pgvector that holds the vectors: it answers, whatever their number. */
  server?: string | undefined;
  /** Use this engine, whatever the number of vectors. */
  engine?: EngineName | undefined;
  /** The process searches once: comparing with every vector takes less time than loading an index, and starts no thread. */
  oneShot?: boolean | undefined;
  /** Compare with all up to this many vectors. Default: {@link EXACT_UP_TO}. */
  exactUpTo?: number | undefined;
}

/** An engine for a space, as long as the space has at most `maxCount` vectors. */
export interface EngineChoice {
  engine: AnyEngineName;
  maxCount: number;
}

/** Up to this many vectors, comparing with all takes about as long as a round trip to the graph's thread (some 2 ms at 512 dimensions). */
export const EXACT_UP_TO = 2000;

/**
 * From this many vectors on, a graph that is mapped from its file is the better one, where usearch has a prebuilt file for the system: a terminal
 * search then takes less time than comparing with all, memory and disk a third, building a quarter. Below, a graph in memory answers a server sooner: at
 * 100,000 vectors in 4 ms instead of 8, texts together with words in 9 instead of 16 (docs/performance.md). It follows each change without being
 * written anew, and filters by itself.
 */
export const MAPPED_FROM = 200_000;

/** A space that shrinks keeps its engine until it is opened again, so that a library near the limit does not alternate. */
export function chooseEngine(
  count: number,
  { server, engine, oneShot, exactUpTo = EXACT_UP_TO }: EngineOptions,
): EngineChoice {
  if (server !== undefined) return { engine: 'pgvector', maxCount: Number.POSITIVE_INFINITY };
  if (engine !== undefined) return { engine, maxCount: Number.POSITIVE_INFINITY };
  if (oneShot) return { engine: 'exact', maxCount: Number.POSITIVE_INFINITY };
  if (count <= exactUpTo) return { engine: 'exact', maxCount: exactUpTo };
  const canMap = canMapGraphs();
  if (canMap && count > MAPPED_FROM) return { engine: 'usearch', maxCount: Number.POSITIVE_INFINITY };
  // Where hnswlib is not installed, comparing with all as 16-bit integers still answers.
  return {
    engine: hasNative('hnswlib-node') ? 'hnsw' : 'quantised',
    maxCount: canMap ? MAPPED_FROM : Number.POSITIVE_INFINITY,
  };
}

/** Whether the engine `usearch` can be used on this system. */
export function canMapGraphs(): boolean {
  return findPrebuilt('usearch') !== undefined;
}
