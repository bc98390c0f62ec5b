/** A server in a separate process, so that the memory and time of its clients are not attributed to it. */
import { openLibrary } from '../../dist/index.js';
import { startServer } from '../../dist/server/app/listen.js';

const library = await openLibrary({ path: process.argv[2] });
await library.warmUp();
while ((await library.stats()).index.pending > 0) await new Promise((resolve) => setTimeout(resolve, 200));
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
