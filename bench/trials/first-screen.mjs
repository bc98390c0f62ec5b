import { spawn } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openLibrary } from '../../dist/index.js';
import { benchFolder, makePhotos } from '../support/corpus.mjs';
import { percentile, time } from '../support/numbers.mjs';
import { readUrl } from '../support/read-url.mjs';

const COMMAND = fileURLToPath(new URL('../../dist/photoseek.cjs', import.meta.url));
/** Results that a screen of 1280 × 800 shows, and the connections that a browser opens to a server. */
const TILES = 24;
const CONNECTIONS = 6;
const QUERIES = ['a dog on the beach', 'red flowers', 'people at a table', 'a boat', 'mountains in winter'];

export const firstScreen = {
  name: 'first screen',
  about: `a query and the thumbnails of its first ${TILES} results over ${CONNECTIONS} connections, each seen for the first time; the originals are unplugged; median of ${QUERIES.length} queries`,
  async run({ isQuick }) {
    const folder = benchFolder('first-screen');
    rmSync(folder, { recursive: true, force: true });
    const disk = `${folder}/disk`;
    await cp(await makePhotos(isQuick ? 20 : 200, 1024, 768), disk, { recursive: true });
    const library = await openLibrary({ path: `${folder}/library` });
    for await (const _ of library.index([disk], { stages: [] }));
    const { photos, thumbnailBytes } = await library.stats();
    await library.close();
    renameSync(disk, `${disk} unplugged`);
    const server = spawn(
      process.execPath,
      [COMMAND, 'serve', '--port', '0', '--json', '--library', `${folder}/library`],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    try {
      const url = await readUrl(server.stdout);
      await (await fetch(new URL('/api/v1/search?q=warm+up&limit=1', url))).arrayBuffer();
      const times = [];
      for (const query of QUERIES) times.push(1000 * (await time(() => show(url, query))));
      return [
        { what: `the first screen of ${photos} photos`, value: percentile(times), unit: 'ms', bound: { atMost: 150 } },
        { what: 'the slowest of them, the first', value: Math.max(...times), unit: 'ms' },
        { what: 'disk of thumbnails, a photo', value: thumbnailBytes / photos / 1000, unit: 'kB' },
      ];
    } finally {
      server.kill('SIGTERM');
    }
  },
};

/** As the page does. It asks for tiny thumbnails as well where others take longer than 150 ms. */
async function show(url, query) {
  const { results } = await (
    await fetch(new URL(`/api/v1/search?all=true&limit=${TILES}&q=${encodeURIComponent(query)}`, url))
  ).json();
  const addresses = results.map(({ links }) => `${links.thumbnail}&edge=320`);
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let address = addresses.shift(); address !== undefined; address = addresses.shift()) {
        const response = await fetch(new URL(address, url), { headers: { accept: 'image/avif,image/webp,*/*' } });
        await response.arrayBuffer();
        if (response.status !== 200) throw new Error(`${response.status} for ${address}`);
      }
    }),
  );
}
