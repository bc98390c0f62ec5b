import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { type ErrorCode, PhotoseekError } from '../../errors.js';
import { createImageFetcher } from '../../fetch/create-image-fetcher.js';
import { openLibrary } from '../../library/open-library.js';
import type { DatabaseStatus } from '../../library/published/read/primary/types.js';
import type { ReplicaStatus } from '../../library/published/read/replica/types.js';
import type { PublishedOptions } from '../../library/published/types.js';
import type { Library } from '../../library/types/library.js';
import { startTracing } from '../../runtime/tracing/start-tracing.js';
import { startServer } from '../../server/app/listen.js';
import { isLoopback } from '../../server/app/loopback.js';
import { Metrics } from '../../server/app/metrics.js';
import { createLog, type LogLevel } from '../../server/middleware/log-requests.js';
import type { CommandRunner } from '../context.js';
import { listenForCommands } from '../daemon/listen-daemon.js';
import { showDownload, toOpenOptions } from '../options.js';
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
  from?: string;
  replica?: string;
  thumbnails?: string;
  root?: Record<string, string>;
}

/** Codes of errors that pass: the database is away, or is being brought up to date. */
const MAY_PASS: ReadonlySet<string> = new Set<ErrorCode>([
  'engine-unreachable',
  'engine-refused',
  'published-newer',
  'library-not-found',
]);
const WARM_UP_AGAIN_MS = 1000;

const INDENT = `\n${' '.repeat('photoseek is at '.length)}`;

const WIDE_NOTE =
  'Every device needs a key: photoseek keys create NAME --qr makes one that a phone takes from the screen.\n';

/** `photoseek serve`: runs until it is interrupted. */
export async function runServeCommand(options: ServeCommandOptions, runCommand: CommandRunner): Promise<void> {
  if (options.from === undefined && options.replica !== undefined)
    throw new PhotoseekError('bad-argument', '--replica is for --from.', {
      hint: 'Give the address of the primary as well: --from ADDRESS.',
    });
  const metrics = new Metrics();
  const endTracing = await startTracing(process.env, 'server', (message) => process.stderr.write(`${message}\n`));
  const urlQueries = options.allowUrlQueries ?? false;
  const more = {
    onStage: metrics.observeStage,
    ...(options.ffmpeg === undefined ? {} : { ffmpeg: options.ffmpeg }),
    ...(urlQueries ? { fetchUrl: createImageFetcher() } : {}),
  };
  let replica: ReplicaStatus | undefined;
  const onReplica = (status: ReplicaStatus) => {
    if (status.state !== (replica?.state ?? 'used')) process.stderr.write(describeReplica(status));
    replica = status;
  };
  let isDatabaseThere = true;
  const onDatabase = ({ state, reason }: DatabaseStatus) => {
    isDatabaseThere = state === 'there';
    process.stderr.write(
      isDatabaseThere ? 'The database is there again.\n' : `The database is waited for: ${reason}\n`,
    );
  };
  const library = await (options.from === undefined
    ? openLibrary(toOpenOptions(options, more))
    : openFrom(options.from, options, { ...more, onReplica, onDatabase }));
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
      isAvailable: () => isDatabaseThere || replica?.state === 'used',
      replica: () => replica,
      limits: { requestsPerMinute: options.rateLimit },
    });
    const { url, urls } = server;
    process.stdout.write(
      options.json ? `${JSON.stringify({ url, urls })}\n` : `photoseek is at ${urls.join(INDENT)}\n`,
    );
    if (!options.quiet) process.stderr.write(`${isLoopback(options.host) ? '' : WIDE_NOTE}Press Ctrl-C to stop.\n`);
    // Answers searches from the terminal, too, unless they would use another model than this server.
    const daemon =
      options.model === undefined && options.from === undefined
        ? await listenForCommands(library, runCommand)
        : undefined;
    const stop = new AbortController();
    // Loads the model before the first query needs it.
    const upgrading = warmUp(library, stop.signal).then(
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
    await endTracing();
  }
}

/** Published libraries; their code is loaded only where they are served. */
async function openFrom(
  address: string,
  options: ServeCommandOptions,
  more: Pick<PublishedOptions, 'onStage' | 'ffmpeg' | 'fetchUrl' | 'onReplica' | 'onDatabase'>,
): Promise<Library> {
  const { library, model, watch, offline, device, thumbnails, root } = options;
  if (library !== undefined || model !== undefined || watch !== undefined)
    throw new PhotoseekError(
      'bad-argument',
      `--from takes no ${library !== undefined ? '--library' : model !== undefined ? '--model' : '--watch'}: libraries are published with their models, by the machines that have them.`,
      { hint: 'photoseek publish ADDRESS --follow, there, sends changes as they happen.' },
    );
  const replica = options.replica ?? (process.env['PHOTOSEEK_REPLICA'] || undefined);
  const { openPublished } = await import('../../library/published/open-published.js');
  return openPublished(address, {
    ...more,
    ...(offline === undefined ? {} : { offline }),
    ...(device === undefined ? {} : { device }),
    ...(thumbnails === undefined ? {} : { thumbnails }),
    ...(root === undefined ? {} : { roots: root }),
    ...(replica === undefined ? {} : { replica }),
    onModelDownload: showDownload,
  });
}

/** Which model is loaded, the database of published libraries says: while it is away, there is none. */
async function warmUp(library: Library, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      return await library.warmUp();
    } catch (error) {
      if (!(error instanceof PhotoseekError) || !MAY_PASS.has(error.code)) throw error;
      await setTimeout(WARM_UP_AGAIN_MS, undefined, { signal });
    }
  }
}

function describeReplica({ state, reason }: ReplicaStatus): string {
  return state === 'used' ? 'Reads go to the replica again.\n' : `Reads go to the primary: ${reason}\n`;
}
