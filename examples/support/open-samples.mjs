import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openLibrary } from '../../dist/index.js';

/** The photos that ship with photoseek. */
export const SAMPLES = fileURLToPath(new URL('../../data/samples/favourites', import.meta.url));

/** Runs `work` with a library in a temporary folder that has the sample photos in it. */
export async function withSamples(work) {
  const path = await mkdtemp(join(tmpdir(), 'photoseek-example-'));
  const library = await openLibrary({ path });
  try {
    for await (const event of library.index([SAMPLES])) if (event.type === 'done') break;
    await work(library);
  } finally {
    await library.close();
    await rm(path, { recursive: true });
  }
}
