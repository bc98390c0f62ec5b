import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { PhotoseekError } from '../../errors.js';
import { openLibrary } from '../../library/open-library.js';
import { defaultLibraryFolder } from '../../runtime/default-folders.js';
import type { CommandRunner } from '../context.js';
import { request } from '../daemon/ask-daemon.js';
import { listenForCommands, makeControl } from '../daemon/listen-daemon.js';
import { socketPath } from '../daemon/socket-path.js';
import { type CommonOptions, toOpenOptions } from '../options.js';
import { type StayOptions, upgradeInBackground } from '../output/upgrade-view.js';

/** Limit of a start or stop; a start loads a model. */
const START_TIMEOUT_MS = 20_000;
const POLL_MS = 50;

/** `photoseek daemon start|stop|status|run` */
export async function runDaemonCommand(action: string, options: StayOptions, runCommand: CommandRunner): Promise<void> {
  const library = resolve(options.library ?? defaultLibraryFolder());
  switch (action) {
    case 'run':
      return run(options, runCommand);
    case 'start':
      return start(library, options);
    case 'stop':
      return stop(library, options);
    case 'status':
      return print((await find(library)) ?? null, options);
    default:
      throw new PhotoseekError('bad-argument', `The action must be start, stop, status or run, got "${action}".`, {
        hint: 'For example: photoseek daemon start',
      });
  }
}

async function run(options: StayOptions, runCommand: CommandRunner): Promise<void> {
  refuseModel(options);
  const library = await openLibrary(toOpenOptions(options, { create: false }));
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  try {
    const daemon = await listenForCommands(library, runCommand);
    if (daemon === undefined)
      throw new PhotoseekError('library-locked', 'Another process already serves this library.');
    const stop = new AbortController();
    const upgrading = library.warmUp().then(
      () => upgradeInBackground(library, stop.signal, options),
      () => {},
    );
    await Promise.race([interrupted, daemon.stopped]);
    stop.abort();
    await Promise.all([daemon.close(), upgrading]);
  } finally {
    await library.close();
  }
}

async function start(library: string, options: StayOptions): Promise<void> {
  refuseModel(options);
  const running = await find(library);
  if (running !== undefined) return print(running, options);
  // Opened once here, so that an error of the library is reported here.
  await (await openLibrary(toOpenOptions(options, { create: false, oneShot: true }))).close();
  const command = process.argv[1] as string;
  const more = options.upgradeModel === false ? ['--no-upgrade-model'] : [];
  const child = spawn(process.execPath, [command, 'daemon', 'run', '--library', library, ...more], {
    detached: true,
    stdio: 'ignore',
  });
  child.unref();
  for (const until = Date.now() + START_TIMEOUT_MS; Date.now() < until && child.exitCode === null; ) {
    const started = await find(library);
    if (started !== undefined) return print(started, options);
    await setTimeout(POLL_MS);
  }
  throw new PhotoseekError('internal', `The daemon did not start within ${START_TIMEOUT_MS / 1000} s.`, {
    hint: `See why with: photoseek daemon run --library ${library}`,
  });
}

async function stop(library: string, options: CommonOptions): Promise<void> {
  if ((await find(library)) === undefined) return print(null, options);
  await request(await socketPath(library), makeControl('stop'));
  for (const until = Date.now() + START_TIMEOUT_MS; Date.now() < until; await setTimeout(POLL_MS))
    if ((await find(library)) === undefined) return print(null, options, 'stopped');
  throw new PhotoseekError('internal', `The daemon did not stop within ${START_TIMEOUT_MS / 1000} s.`);
}

async function find(library: string): Promise<{ pid: number; version: string } | undefined> {
  const reply = await request(await socketPath(library), makeControl('status'));
  return reply !== undefined && 'pid' in reply ? reply : undefined;
}

/** A daemon answers command lines without `--model`: it must use the model that they would use. */
function refuseModel({ model }: CommonOptions): void {
  if (model === undefined) return;
  throw new PhotoseekError(
    'bad-argument',
    '--model is not allowed: a daemon uses the model that its library was indexed with.',
    {
      hint: 'Leave --model out.',
    },
  );
}

function print(
  running: { pid: number; version: string } | null,
  { json, quiet }: CommonOptions,
  otherwise = 'not running',
): void {
  if (json) process.stdout.write(`${JSON.stringify({ running })}\n`);
  else if (!quiet) process.stdout.write(running ? `running (process ${running.pid})\n` : `${otherwise}\n`);
}
