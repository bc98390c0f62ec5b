// One library in a server process of a shop: opened once, shared by all requests, closed on SIGTERM.
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { createImageFetcher, openLibrary, PhotoseekError } from 'photoseek';
import { FOLDER } from './support/open-samples.mjs';

const path = await mkdtemp(join(tmpdir(), 'photoseek-example-'));
const library = await openLibrary({ path, fetchUrl: createImageFetcher() });

const app = express();
// The shop sends a picture as it is, and what it knows about it in the address.
app.put(
  '/products/:sku',
  express.raw({ type: 'image/*', limit: '20mb' }),
  async ({ params, query, body }, response) => {
    const fields = { price: Number(query.price), brand: String(query.brand), inStock: query.inStock === 'true' };
    response.json(await library.put(params.sku, { image: { bytes: body }, fields }));
  },
);
app.delete('/products/:sku', async ({ params }, response) => {
  response.json({ removed: await library.remove(params.sku) });
});
app.get('/search', async ({ query }, response) => {
  const fields = { price: { max: Number(query.max) }, inStock: true };
  const { results } = await library.search(String(query.q), { fields, limit: 10 });
  response.json(results.map(({ externalId, fields, relevance }) => ({ sku: externalId, ...fields, relevance })));
});
app.get('/products/:sku/similar', async ({ params }, response) => {
  const { results } = await library.similar({ externalId: params.sku }, { limit: 3, all: true });
  response.json(results.map(({ externalId }) => externalId));
});
app.use((error, _request, response, next) => {
  if (!(error instanceof PhotoseekError)) return next(error);
  const status = { usage: 400, 'not-found': 404, media: 422 }[error.kind] ?? 500;
  response.status(status).json({ code: error.code, message: error.message });
});
const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');

process.once('SIGTERM', async () => {
  // No new requests; those under way are answered, and only then the library is closed.
  await new Promise((resolve) => server.close(resolve));
  await library.close();
  await rm(path, { recursive: true });
  console.log('closed');
});

// From here on a client: forty products at once, as a nightly import sends them, while customers search.
const base = `http://127.0.0.1:${server.address().port}`;
const ask = async (route, options) =>
  (await fetch(base + route, { headers: { connection: 'close' }, ...options })).json();
const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.jpg')).sort();
const put = async (name, i) => {
  const query = new URLSearchParams({ price: i, brand: i % 2 ? 'Acme' : 'Umbra', inStock: i % 3 > 0 });
  const options = { method: 'PUT', headers: { 'content-type': 'image/jpeg', connection: 'close' } };
  return ask(`/products/sku-${name.replace('.jpg', '')}?${query}`, {
    ...options,
    body: await readFile(join(FOLDER, name)),
  });
};
const puts = Promise.all(names.map(put));
const early = await Promise.all(Array.from({ length: 20 }, () => ask('/search?q=cat&max=1000')));
const stored = await puts;
console.log(
  `${stored.filter(({ created }) => created).length} of ${names.length} stored, ${early.length} searches meanwhile`,
);

const [first] = await ask('/search?q=the%20Eiffel%20tower&max=1000');
console.log('found:', first?.sku, first?.inStock);
console.log('too dear:', (await ask('/search?q=a%20red%20panda&max=0')).length);
console.log('alike:', (await ask('/products/sku-red-panda/similar')).length);
console.log('removed:', (await ask('/products/sku-red-panda', { method: 'DELETE' })).removed);
console.log('then:', (await ask('/products/sku-red-panda/similar')).code);

process.kill(process.pid, 'SIGTERM');
