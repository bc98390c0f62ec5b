import { once } from 'node:events';
import { createImageFetcher } from '../../fetch/create-image-fetcher.js';
import { openLibrary } from '../../library/open-library.js';
import { startServer } from '../../server/app/listen.js';
import { isLoopback } from '../../server/app/loopback.js';
import { Metrics } from '../../server/app/metrics.js';
import { createLog, type LogLevel } from '../../server/middleware/log-requests.js';
import type { CommandRunner } from '../context.js';
import { listenForCommands } from '../daemon/listen-daemon.js';
import { toOpenOptions } from '../options.js';
import { type StayOptions, upgradeInBackground } from '../output/upgrade-view.js';
import { watchUntilStopped } from '../output/watch-view.js';

/** Options of `photoseek serve`. */
interface ServeCommandOptions extends StayOptions {
  port: number;
  host: string;
  allowHost?: string[];
  basePath?: string;
  trustedProxy?: string[];
  allowUrlQueries?: boolean;
  hideSensitive?: boolean;
  rateLimit: number;
  logLevel: LogLevel;
  watch?: boolean;
  ffmpeg?: string;
}

const INDENT = `\n${' '.repeat('photoseek is at '.length)}`;

const WIDE_NOTE =
  'Every device needs a key: photoseek keys create NAME --qr makes one that a phone takes from the screen.\n';

/** `photoseek serve`: runs until it is interrupted. */
export async function runServeCommand(options: ServeCommandOptions, runCommand: CommandRunner): Promise<void> {
  const metrics = new Metrics();
  const urlQueries = options.allowUrlQueries ?? false;
  const library = await openLibrary(
    toOpenOptions(options, {
      onStage: metrics.observeStage,
      ...(options.ffmpeg === undefined ? {} : { ffmpeg: options.ffmpeg }),
      ...(urlQueries ? { fetchUrl: createImageFetcher() } : {}),
    }),
  );
  // Registered first: a process that reads the URL below may stop the server at once.
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  let isReady = false;
  try {
    const server = await startServer({
      library,
      port: options.port,
      host: options.host,
      allowHosts: options.allowHost ?? [],
      trustedProxies: options.trustedProxy ?? [],
      ...(options.basePath === undefined ? {} : { basePath: options.basePath }),
      urlQueries,
      hideSensitive: options.hideSensitive ?? false,
      log: createLog(options.logLevel),
      metrics,
      isReady: () => isReady,
      limits: { requestsPerMinute: options.rateLimit },
    });
    const { url, urls } = server;
    process.stdout.write(
      options.json ? `${JSON.stringify({ url, urls })}\n` : `photoseek is at ${urls.join(INDENT)}\n`,
    );
    if (!options.quiet) process.stderr.write(`${isLoopback(options.host) ? '' : WIDE_NOTE}Press Ctrl-C to stop.\n`);
    // Answers searches from the terminal, too, unless they would use another model than this server.
    const daemon = options.model === undefined ? await listenForCommands(library, runCommand) : undefined;
    const stop = new AbortController();
    // Loads the model before the first query needs it.
    const upgrading = library.warmUp().then(
      () => {
        isReady = true;
        return upgradeInBackground(library, stop.signal, options);
      },
      () => {},
    );
    const watching = options.watch ? watchUntilStopped(library, stop.signal, { quiet: true }) : undefined;
    await Promise.race([stopped, ...(daemon ? [daemon.stopped] : []), ...(watching ? [watching] : [])]);
    stop.abort();
    await Promise.all([server.close(), daemon?.close()]);
    await Promise.all([watching, upgrading]);
  } finally {
    await library.close();
  }
}
