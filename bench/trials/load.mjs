import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { EMBEDDED_MODEL } from '../../dist/encoder/models/embedded-model.js';
import { resolveModel } from '../../dist/encoder/models/resolve-model.js';
import { createEncoder } from '../../dist/encoder/worker-encoder.js';
import { benchFolder, makePhotos } from '../support/corpus.mjs';
import { percentile } from '../support/numbers.mjs';
import { makeSyntheticLibrary } from './searching.mjs';

const { makeText } = createRequire(import.meta.url)('../support/next-query.cjs');
const nextQuery = fileURLToPath(new URL('../support/next-query.cjs', import.meta.url));

const SERVER = fileURLToPath(new URL('../support/load-server.mjs', import.meta.url));

const SIZE = 20_000;
const CLIENTS = 50;
/** Until caches and pools have reached their sizes. */
const WARM_UP_SECONDS = 5;
const SECONDS = 8;
/** Indexing these takes some seconds. */
const PHOTOS = 400;

export const load = {
  name: 'load',
  about: `GET /api/v1/search over ${SIZE} photos on loopback, every query new, limit 20; server and clients in separate processes`,
  async run() {
    const limit = await measureEncoding(1);
    const allCores = await measureEncoding(availableParallelism());
    const path = benchFolder('library-load');
    await rm(path, { recursive: true, force: true });
    await cp(await makeSyntheticLibrary(SIZE), path, { recursive: true });
    const server = fork(SERVER, [path]);
    const [url] = await once(server, 'message');
    try {
      const idle = await measureAlone(url, 2);
      await fire(url, WARM_UP_SECONDS);
      const before = await askMemory(server);
      const busy = await fire(url, SECONDS);
      const grown = ((await askMemory(server)) - before) / 1e6;
      const indexing = await measureWhileIndexing(server, url);
      const failed = busy.non2xx + busy.errors + busy.timeouts;
      const rate = busy['2xx'] / busy.duration;
      return [
        { what: `text encoding alone, ${CLIENTS} concurrent calls`, value: limit, unit: '/s' },
        { what: 'the same with one encoder per core', value: allCores, unit: '/s' },
        { what: `searches, ${CLIENTS} clients`, value: rate, unit: '/s' },
        { what: 'searches over text encoding alone', value: rate / limit, unit: '', bound: { atLeast: 0.7 } },
        { what: `p50, ${CLIENTS} clients`, value: busy.latency.p50, unit: 'ms' },
        { what: `p99, ${CLIENTS} clients`, value: busy.latency.p99, unit: 'ms' },
        { what: 'failed responses', value: failed, unit: '', bound: { atMost: 0 } },
        { what: `memory growth in ${SECONDS} s`, value: grown, unit: 'MB', bound: { atMost: 50 } },
        { what: 'one client, idle server: p95', value: idle, unit: 'ms' },
        { what: `one client while ${PHOTOS} photos are indexed: p95`, value: indexing, unit: 'ms' },
        { what: 'while indexing over idle', value: indexing / idle, unit: '×', bound: { atMost: 3 } },
      ];
    } finally {
      server.send({ op: 'close' });
      await once(server, 'exit');
    }
  },
};

/** Texts per second of `count` encoders under {@link CLIENTS} concurrent callers, without a server. */
async function measureEncoding(count) {
  const model = await resolveModel(EMBEDDED_MODEL, { cache: '', hub: '' });
  const encoders = Array.from({ length: count }, () => createEncoder(model));
  await Promise.all(encoders.map((encoder) => encoder.encodeTexts(['warm up'])));
  let done = 0;
  let next = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + 4000;
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      while (performance.now() < endsAt) {
        await encoders[client % count].encodeTexts([makeText(next++)]);
        done++;
      }
    }),
  );
  const rate = (done / (performance.now() - startedAt)) * 1000;
  await Promise.all(encoders.map((encoder) => encoder.close()));
  return rate;
}

function fire(url, duration) {
  return autocannon({ url, connections: CLIENTS, duration, workers: 1, requests: [{ setupRequest: nextQuery }] });
}

/** 95th percentile of the latency of one client with sequential requests, in milliseconds. */
async function measureAlone(url, seconds) {
  const times = [];
  const endsAt = performance.now() + seconds * 1000;
  for (let i = 5e8 + Math.floor(Math.random() * 1e8); performance.now() < endsAt; i++) times.push(await ask(url, i));
  return percentile(times, 0.95);
}

async function ask(url, i) {
  const startedAt = performance.now();
  const response = await fetch(`${url}/api/v1/search?limit=20&q=${encodeURIComponent(makeText(i))}`);
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`${response.status}`);
  return performance.now() - startedAt;
}

async function askMemory(server) {
  server.send({ op: 'memory' });
  const [bytes] = await once(server, 'message');
  return bytes;
}

async function measureWhileIndexing(server, url) {
  const folder = await makePhotos(PHOTOS, 1024, 768);
  const times = [];
  let state = 'starting';
  server.on('message', (message) => {
    state = message;
  });
  server.send({ op: 'index', folder });
  for (let i = 7e8 + Math.floor(Math.random() * 1e8); state !== 'indexed'; i++) {
    const ms = await ask(url, i);
    if (state === 'indexing') times.push(ms);
  }
  if (times.length < 20) throw new Error(`only ${times.length} searches while indexing`);
  return percentile(times, 0.95);
}
