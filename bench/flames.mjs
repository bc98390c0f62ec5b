/**
 * Draws flame graphs into docs/images: `npm run --silent build`, then `node bench/flames.mjs`. A decoding process that prepares photos of 224 × 224, the main process of an index run
 * over them, and searches for words and vectors among 20,000. Encoding and neighbours are computed by other threads, and do not appear.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EMBEDDED_MODEL } from '../dist/encoder/models/embedded-model.js';
import { resolveModel } from '../dist/encoder/models/resolve-model.js';
import { openLibrary } from '../dist/index.js';
import { MediaPool } from '../dist/media/worker/media-pool.js';
import { benchFolder, makePhotos } from './support/corpus.mjs';
import { drawFlameGraph } from './support/flame-graph.mjs';
import { openIndexed } from './support/open-indexed.mjs';
import { PHRASES } from './support/vectors.mjs';
import { makeSyntheticLibrary } from './trials/searching.mjs';

const photos = await makePhotos(1000, 224, 224);
const isWork = (name) => !['(idle)', '(program)'].includes(name);

function save(name, profile, title) {
  const path = fileURLToPath(new URL(`../docs/images/flames-${name}.svg`, import.meta.url));
  writeFileSync(path, drawFlameGraph(profile, { title, isShown: isWork }));
  console.log(path);
}

async function profile(work) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 250 });
  await session.post('Profiler.start');
  await work();
  const { profile: found } = await session.post('Profiler.stop');
  session.disconnect();
  return found;
}

async function profileDecoder() {
  const file = join(tmpdir(), `photoseek-${process.pid}.cpuprofile`);
  process.env.PHOTOSEEK_PROFILE = file;
  const { image } = await resolveModel(EMBEDDED_MODEL, { cache: '', hub: '' });
  const pool = new MediaPool({ processes: 1, entry: new URL('support/profiled-decoder.mjs', import.meta.url) });
  for (const name of readdirSync(photos).slice(0, 700))
    await pool.prepare(
      { path: join(photos, name) },
      {
        sidecars: [],
        specs: () => [image],
        after: () => null,
        thumbnails: () => true,
        detectors: () => [],
        onPosition() {},
        onFrame: async () => {},
      },
    );
  pool.close();
  const found = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(file);
  return found;
}

async function indexPhotos() {
  const path = benchFolder('library-flames');
  rmSync(path, { recursive: true, force: true });
  const library = await openLibrary({ path });
  for await (const _ of library.index([photos], { stages: [] }));
  await library.close();
}

save('decoder', await profileDecoder(), 'A decoding process, photos of 224 × 224: its main thread');
save('indexing', await profile(indexPhotos), 'An index run over 1,000 photos of 224 × 224: the main process');
const library = await openIndexed(await makeSyntheticLibrary(20_000));
const search = async () => {
  for (const phrase of PHRASES) await library.search(phrase);
};
await search();
save(
  'search',
  await profile(search),
  `${PHRASES.length} searches among 20,000 photos, texts encoded before: the main thread`,
);
await library.close();
