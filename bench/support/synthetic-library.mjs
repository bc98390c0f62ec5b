import { renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chooseDetectors } from '../../dist/detect/choose-detectors.js';
import { openLibrary } from '../../dist/index.js';
import { ExpectedStages } from '../../dist/indexer/pipeline/stages.js';
import { DEFAULT_STAGES } from '../../dist/library/detection/stages.js';
import { METADATA_VERSION } from '../../dist/metadata/version.js';
import { Catalogue } from '../../dist/store/catalogue.js';
import { SCHEMA_VERSION } from '../../dist/store/database/migrations.js';
import { benchFolder } from './corpus.mjs';

/** The folder of a synthetic library. Libraries of another schema or version of the metadata are made anew: a run would have work to do in them. */
export function syntheticFolder(name) {
  return benchFolder(`${name}-schema-${SCHEMA_VERSION}-metadata-${METADATA_VERSION}`);
}

/**
 * Creates a library and fills its catalogue without decoding or encoding anything.
 * @param {string} path folder of the library
 * @param write `({ catalogue, space, stages })`: writes the rows. `stages` marks a content as done by every stage of an index run, so that a later
 * run reports its files as unchanged.
 */
export async function createSyntheticLibrary(path, write) {
  const library = await openLibrary({ path });
  await library.close();
  const catalogue = new Catalogue(path, { create: false });
  const [space] = catalogue.spaces.list();
  await write({
    catalogue,
    space,
    stages: new ExpectedStages([space.id], null, await chooseDetectors(DEFAULT_STAGES)).versions,
  });
  catalogue.close();
}

/**
 * The same with its vectors indexed and the index persisted. The library is at `path` only when it is complete.
 * @param {string} path folder of the library
 * @param write see {@link createSyntheticLibrary}
 */
export async function createIndexedLibrary(path, write) {
  const unfinished = `${path}.unfinished`;
  await createSyntheticLibrary(unfinished, write);
  // An index run over a folder without images indexes the vectors.
  const library = await openLibrary({ path: unfinished });
  for await (const _ of library.index([fileURLToPath(new URL('.', import.meta.url))]));
  await library.close();
  renameSync(unfinished, path);
}

/** The rows of one JPEG with one frame and one vector, as an index run writes them: an argument of `catalogue.files.record`. */
export function makeOutcome({ file, sha256, vector, space, stages, width = 1, height = 1, phash, metadata }) {
  return {
    kind: 'encoded',
    file,
    content: { sha256, format: 'jpeg', mediaType: 'image/jpeg' },
    frames: [
      {
        ordinal: 0,
        kind: 'image',
        atMs: null,
        page: null,
        label: null,
        width,
        height,
        ...(phash && { phash }),
        vectors: new Map([[space.id, vector]]),
      },
    ],
    stages,
    ...(metadata && { metadata }),
  };
}
