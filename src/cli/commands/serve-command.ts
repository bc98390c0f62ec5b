import { once } from 'node:events';
import { openLibrary } from '../../library.js';
import { startServer } from '../../server/listen.js';
import { type CommonOptions, toOpenOptions } from '../options.js';

/** `photoseek serve`: runs until it is interrupted. */
export async function runServeCommand(options: CommonOptions & { port: number; host: string }): Promise<void> {
  const library = await openLibrary(toOpenOptions(options));
  try {
    const server = await startServer({ library, port: options.port, host: options.host });
    process.stdout.write(options.json ? `${JSON.stringify({ url: server.url })}\n` : `photoseek is at ${server.url}\n`);
    if (!options.quiet) process.stderr.write('Ctrl-C ends it.\n');
    // The first visitor should not wait for the model to load.
    library.warmUp().catch(() => {});
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    await server.close();
  } finally {
    await library.close();
  }
}
