/** A server in a separate process, so that the memory and time of its clients are not attributed to it. */

import { startServer } from '../../dist/server/app/listen.js';
import { openIndexed } from './open-indexed.mjs';

const library = await openIndexed(process.argv[2]);
const server = await startServer({ library, port: 0, limits: { requestsPerMinute: 0 } });

process.on('message', async ({ op, folder }) => {
  if (op === 'memory') process.send(process.memoryUsage().rss);
  if (op === 'index') {
    for await (const { type } of library.index([folder])) if (type === 'progress') process.send('indexing');
    process.send('indexed');
  }
  if (op === 'close') {
    await server.close();
    await library.close();
    process.disconnect();
  }
});
process.send(server.url);
