import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openLibrary } from 'photoseek';

/** The sample photos, which a checkout has and the published package does not. */
export const SAMPLES = fileURLToPath(new URL('../../data/samples/favourites', import.meta.url));

/** Folder of photos: the one that is given on the command line, otherwise the sample photos. */
export const FOLDER = resolve(process.argv[2] ?? SAMPLES);
if (!existsSync(FOLDER)) {
  console.error(
    `Give a folder of photos: node ${process.argv[1]} FOLDER. Its photos are only read. (The sample photos are in a checkout only.)`,
  );
  process.exit(2);
}

/** Runs `work` with a library in a temporary folder that has the photos in it. */
export async function withPhotos(work) {
  const path = await mkdtemp(join(tmpdir(), 'photoseek-example-'));
  const library = await openLibrary({ path });
  try {
    for await (const event of library.index([FOLDER])) if (event.type === 'done') break;
    await work(library);
  } finally {
    await library.close();
    await rm(path, { recursive: true });
  }
}

/** Ends with a word on examples that need certain photos. */
export function needSamples() {
  if (existsSync(SAMPLES)) return;
  console.error('This example needs the sample photos, which are in a checkout only (docs/install.md).');
  process.exit(2);
}
