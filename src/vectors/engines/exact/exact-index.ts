import { FlatVectors } from '../../flat-vectors.js';
import type { Engine } from '../../port.js';
import { ScanIndex } from '../scan-index.js';

/** Compares each query with every vector in full precision: always right, and fastest for small spaces. */
export class ExactIndex extends ScanIndex {
  readonly engine = 'exact';

  constructor(dim: number) {
    super(dim, (size) => new FlatVectors(size));
  }
}

export const exactEngine: Engine = {
  name: 'exact',
  open: async ({ identity }) => new ExactIndex(identity.dim),
};
