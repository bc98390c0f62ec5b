import { getFrames } from '../api/search.js';
import type { Frame } from '../api/types.js';

/** Frames of the films, documents and models that were looked at last. */
const cached = new Map<number, Promise<readonly Frame[]>>();
const MAX_CACHED = 50;

/** The frames of a photo in their order, asked for once. A failure is not remembered. */
export function loadFrames(id: number): Promise<readonly Frame[]> {
  const known = cached.get(id);
  const frames = known ?? getFrames(id);
  cached.delete(id);
  cached.set(id, frames);
  for (const [oldest] of cached) {
    if (cached.size <= MAX_CACHED) break;
    cached.delete(oldest);
  }
  if (known === undefined) frames.catch(() => cached.delete(id));
  return frames;
}
