// A machine of an installation with a database, with a made-up model of at most 16 dimensions. Arguments: the model as JSON, then one of
//   index LIBRARY ROOT ADDRESS THUMBNAILS   indexes, publishes meanwhile, and goes on publishing until it is killed
//   once LIBRARY ROOT…                      indexes
//   check LIBRARY ADDRESS                   publishes what is missing, then compares everything, and prints both reports
//   serve ADDRESS THUMBNAILS                answers from the database
//   serve-library LIBRARY                   answers from a library
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLibraryWith } from '../../../dist/library/open-library.js';
import { openPublished } from '../../../dist/library/published/open-published.js';
import { startServer } from '../../../dist/server/app/listen.js';

const [json, role, ...args] = process.argv.slice(2);
const MODEL = JSON.parse(json);

const DEPENDENCIES = {
  resolveModel: async () => MODEL,
  createEncoder: () => ({
    model: MODEL,
    parallelism: 1,
    prepareForImages() {},
    encodeImages: async (images) => images.map((pixels) => toDirection(pixels)),
    encodeTexts: async (texts) => texts.map((text) => ({ vector: toDirection(text), truncated: false })),
    async close() {},
  }),
  chooseDetectors: async () => [],
};

const ROLES = {
  async index(path, root, address, thumbnails) {
    const library = await open(path);
    const run = (async () => {
      for await (const _ of library.index([root]));
      console.log('indexed');
    })();
    await Promise.all([run, publish(library, address, thumbnails)]);
  },
  async once(path, ...roots) {
    const library = await open(path);
    for await (const _ of library.index(roots));
    await library.close();
  },
  async check(path, address) {
    const library = await open(path);
    const rest = await library.publish(address);
    console.log(JSON.stringify([rest, await library.publish(address, { full: true })]));
    await library.close();
  },
  async serve(address, thumbnails) {
    for (;;) {
      try {
        await listen(await openPublished(address, { thumbnails }, DEPENDENCIES));
        return;
      } catch (error) {
        // Nothing is published yet.
        if (error.code !== 'library-not-found') throw error;
        await sleep(200);
      }
    }
  },
  'serve-library': async (path) => listen(await open(path)),
};
await ROLES[role](...args);

function open(path) {
  return openLibraryWith({ path, model: MODEL.name, decoders: 1 }, DEPENDENCIES);
}

/** A database that was stopped starts again; a service manager would start this process again. */
async function publish(library, address, thumbnails) {
  for (;;) {
    try {
      await library.publish(address, { thumbnails, follow: true });
    } catch (error) {
      if (error.code !== 'engine-unreachable') throw error;
      await sleep(200);
    }
  }
}

async function listen(library) {
  const server = await startServer({ library, port: 0, rateLimit: 1_000_000 });
  console.log(`listening at ${server.url}`);
}

/** A direction that belongs to a text or an image. */
function toDirection(seed) {
  const bytes = createHash('sha256').update(seed).digest();
  const vector = Float32Array.from({ length: MODEL.dim }, (_, i) => bytes.readInt16LE(2 * i) / 32768);
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
