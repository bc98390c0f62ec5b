import type { Engine } from '../../port.js';
import { UsearchIndex } from './usearch-index.js';

/** Approximate search in a quantised graph that is mapped from a file beside the catalogue. */
export const usearchEngine: Engine = {
  name: 'usearch',
  open: (location) => UsearchIndex.open(location),
  async readCursor({ path, identity }) {
    const { readCursor } = await import('./graph-file.js');
    return readCursor(path, identity);
  },
};
