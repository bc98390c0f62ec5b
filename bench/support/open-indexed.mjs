import { setTimeout as sleep } from 'node:timers/promises';
import { openLibrary } from '../../dist/index.js';

/** Opens a library for measurements: the model is loaded, and the index holds every vector. */
export async function openIndexed(path) {
  const library = await openLibrary({ path });
  await library.warmUp();
  while ((await library.stats()).index.pending > 0) await sleep(200);
  return library;
}
