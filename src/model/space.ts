import type { RegionKind } from './evidence.js';

/**
 * How far an embedding space has come. `building`: searches do not use it, because photos are missing. `active`: searches use it; several
 * active spaces are fused by rank. `retired`: its vectors are stored and no longer used or added to.
 */
export type SpaceState = 'building' | 'active' | 'retired';

/** An embedding space: vectors that one encoder made of one kind of region. Vectors of different spaces are never compared. */
export interface SpaceRow {
  /** Stable within a library; never reused. */
  id: number;
  /** The model's name: the embedded model, a hub id or a folder. */
  name: string;
  /** Fingerprint of the model's files. */
  revision: string;
  /** Numbers of the model's weights: `fp32`, `fp16`, `q8`… */
  dtype: string;
  /** Length of its vectors. */
  dim: number;
  /** Which regions it holds. */
  subject: RegionKind;
  state: SpaceState;
}
