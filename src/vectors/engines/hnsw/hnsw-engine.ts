import type { Engine } from '../../port.js';
import { HnswIndex } from './hnsw-index.js';

/** Approximate search in a graph that is persisted beside the catalogue. */
export const hnswEngine: Engine = {
  name: 'hnsw',
  open: (location) => HnswIndex.open(location),
  async readCursor({ path, identity }) {
    const { readCursor } = await import('./graph-file.js');
    return readCursor(path, identity);
  },
};
