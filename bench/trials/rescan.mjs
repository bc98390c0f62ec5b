import { existsSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLibrary } from '../../dist/index.js';
import { toMetadataRecord } from '../../dist/indexer/pipeline/metadata-record.js';
import { readMetadata } from '../../dist/metadata/read-metadata.js';
import { time } from '../support/numbers.mjs';
import { createSyntheticLibrary, makeOutcome, syntheticFolder } from '../support/synthetic-library.mjs';

export const COUNT = 100_000;

export const rescan = {
  name: 'rescan',
  about: `an index run over ${COUNT} unchanged files in 1,000 folders, 1,000 distinct contents`,
  async run() {
    return [
      { what: 'a whole run', value: await measure(false), unit: 's', bound: { atMost: 10 } },
      { what: 'with a sidecar beside every photo', value: await measure(true), unit: 's', bound: { atMost: 10 } },
    ];
  },
};

async function measure(withSidecars) {
  const { photos, path } = await makeLibrary(withSidecars);
  return measureRescan({ photos, path }, COUNT);
}

/** Seconds of an index run over a library's files, all of which are unchanged. */
export async function measureRescan({ photos, path }, count) {
  const library = await openLibrary({ path });
  const seconds = await time(async () => {
    for await (const event of library.index([photos])) {
      if (event.type === 'done' && event.report.unchanged !== count) throw new Error(JSON.stringify(event.report));
    }
  });
  await library.close();
  return seconds;
}

/** Small files with names of images and a library that holds them, without decoding or encoding. Created once, then reused. */
export async function makeLibrary(withSidecars, count = COUNT) {
  const base = syntheticFolder(`rescan${withSidecars ? '-sidecars' : ''}${count === COUNT ? '' : `-${count}`}`);
  const [photos, path] = [join(base, 'photos'), join(base, 'library')];
  if (existsSync(base)) return { photos, path };
  const unfinished = `${base}.unfinished`;
  await createSyntheticLibrary(join(unfinished, 'library'), (target) =>
    writeFolders({ ...target, photos, unfinished, withSidecars, count }),
  );
  renameSync(unfinished, base);
  return { photos, path };
}

function writeFolders({ catalogue, space, stages, photos, unfinished, withSidecars, count }) {
  const vector = new Float32Array(space.dim);
  vector[0] = 1;
  for (let folder = 0; folder < count / 100; folder++) {
    const real = join(unfinished, 'photos', String(folder));
    mkdirSync(real, { recursive: true });
    const outcomes = Array.from({ length: 100 }, (_, i) => {
      writeFileSync(join(real, `${i}.jpg`), 'x');
      const { size, mtimeMs } = statSync(join(real, `${i}.jpg`));
      const sha256 = Buffer.alloc(32);
      sha256.writeUInt32LE(folder);
      const file = { path: join(photos, String(folder), `${i}.jpg`), sizeBytes: size, mtimeMs };
      const read = readMetadata({ bytes: Buffer.alloc(0), path: file.path, mtimeMs });
      if (withSidecars) writeFileSync(join(real, `${i}.xmp`), 'x');
      const stamp = withSidecars ? `${i}.xmp/${statSync(join(real, `${i}.xmp`)).mtimeMs}` : '';
      const metadata = toMetadataRecord(file.path, { ...read, near: null }, stamp);
      return i === 0
        ? makeOutcome({ file, sha256, vector, space, stages, metadata })
        : { kind: 'reused', file, sha256, metadata };
    });
    catalogue.files.record(outcomes);
  }
}
