import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { PhotoseekError } from '../../errors.js';
import type { IndexEvent, IndexReport } from '../../indexer/progress/events.js';
import { openLibrary } from '../../library/open-library.js';
import type { Library } from '../../library/types/library.js';
import { dropUndefined } from '../../runtime/check-arguments.js';
import { toFsPath } from '../../runtime/fs-path.js';
import { toOpenOptions } from '../options.js';
import { coloursFor } from '../output/colours.js';
import { showIndexReport } from '../output/index-report.js';
import { createProgressView } from '../output/progress-view.js';
import { countFiles, explainMissing } from '../output/root-notices.js';
import { upgradeInBackground } from '../output/upgrade-view.js';
import { watchUntilStopped } from '../output/watch-view.js';
import { withTracing } from '../with-tracing.js';
import type { IndexCommandOptions } from './indexing/index-options.js';
import { interruptible } from './indexing/interruptible.js';

const FACES_NOTICE =
  'From now on faces are measured and grouped by person. These measures are biometric data: they stay in the library on this machine, and photoseek index --drop faces deletes them with all names.\n';

/** `photoseek index PATH…` */
export async function runIndexCommand(paths: string[], options: IndexCommandOptions): Promise<void> {
  checkTogether(options);
  await withTracing('indexer', async () => {
    if (options.claim === undefined) return indexPaths(paths, options);
    const { runClaimCommand } = await import('./indexing/claim-command.js');
    return runClaimCommand(paths, options);
  });
}

async function indexPaths(paths: string[], options: IndexCommandOptions): Promise<void> {
  const {
    threads,
    decoders,
    batchSize,
    exclude,
    hidden,
    followLinks,
    raw,
    kinds,
    stages,
    drop,
    ocrModel,
    thumbnails,
    accurate,
    ffmpeg,
    framesPerMinute,
    maxFrames,
    maxPages,
    force,
    retryFailed,
    prune,
    keepActive,
    wait,
  } = options;
  const expansion = { ffmpeg, framesPerMinute, maxFrames, maxPages };
  await checkPlace(options);
  const create = paths.some((path) => existsSync(toFsPath(resolve(path))));
  const library = await openLibrary(
    toOpenOptions(options, { create, ...dropUndefined({ threads, decoders, batchSize, ...expansion }) }),
  ).catch((error) => explainMissingPaths(error, paths));
  const interruption = interruptible();
  const { signal } = interruption;
  const view = createProgressView(process.stderr, (options.quiet ?? false) || (options.json ?? false));
  const show = (event: IndexEvent) => {
    if (options.json) process.stdout.write(`${JSON.stringify(event)}\n`);
    else view.show(event);
  };
  if (stages?.includes('faces') && !options.json && !options.quiet) process.stderr.write(FACES_NOTICE);
  try {
    const named = paths.length > 0 ? paths : (await library.roots()).map(({ path }) => path);
    const rules = { exclude, hidden, followLinks, raw, kinds, stages, drop, ocrModel, accurate, thumbnails };
    const given = dropUndefined({ ...rules, force, retryFailed, prune, keepActive, wait });
    const report = await follow(library.index(named, { signal, ...given }), show);
    view.end();
    if (!options.json) showIndexReport(report, options);
    if (report.unembedded > 0 && !options.json && !options.quiet) await showUnembedded(report, library, options);
    if (!options.json && !options.quiet) await showMovedRoots(library);
    const found = report.indexed + report.reused + report.refreshed + report.detected + report.unchanged;
    if (found === 0 && report.failed.length > 0) process.exitCode = 1;
    if (options.watch)
      await Promise.all([
        watchUntilStopped(library, signal, options),
        upgradeInBackground(library, signal, options),
        publish(library, signal, options),
      ]);
    else await publish(library, signal, options);
  } catch (error) {
    if (!interruption.isOutputClosed()) throw error;
  } finally {
    view.end();
    interruption.end();
    await library.close();
  }
}

/** @throws PhotoseekError `bad-argument` for options that mean nothing without another one */
function checkTogether({ claim, publish, root, lease, shareThumbnails, shareKeys }: IndexCommandOptions): void {
  const refuse = (message: string, hint: string) => {
    throw new PhotoseekError('bad-argument', message, { hint });
  };
  if (claim !== undefined && publish !== undefined)
    refuse('--claim publishes what it indexes.', 'Leave out --publish.');
  if (claim === undefined && (root !== undefined || lease !== undefined))
    refuse('--root and --lease are for --claim.', 'Name folders as they are: photoseek index /mnt/photos');
  if ((claim ?? publish) === undefined && (shareThumbnails !== undefined || shareKeys !== undefined))
    refuse('--share-thumbnails and --share-keys are for --claim and --publish.', 'Give the address of the database.');
}

/** A mistake in the place of thumbnails is said now, not after hours of indexing. @throws PhotoseekError codes of buckets */
async function checkPlace({ publish: address, shareThumbnails }: IndexCommandOptions): Promise<void> {
  if (address === undefined || shareThumbnails === undefined) return;
  const { openThumbnailStore } = await import('../../library/published/thumbnails/open-store.js');
  (await openThumbnailStore(shareThumbnails, 'write')).close();
}

/** `--publish`: once, or with `--watch` whatever the watch does. Its code is loaded only then. */
async function publish(library: Library, signal: AbortSignal, options: IndexCommandOptions): Promise<void> {
  const { publish: address, shareThumbnails: thumbnails, shareKeys: keys = false, watch = false } = options;
  if (address === undefined || (signal.aborted && !watch)) return;
  const { publishBeside } = await import('../output/publish-view.js');
  const given = { ...(thumbnails !== undefined && { thumbnails }), keys, follow: watch, signal };
  await publishBeside(library, address, given, options);
}

async function follow(events: AsyncIterable<IndexEvent>, show: (event: IndexEvent) => void): Promise<IndexReport> {
  let report: IndexReport | undefined;
  for await (const event of events) {
    show(event);
    if (event.type === 'done') report = event.report;
  }
  if (report === undefined) throw new Error('The run ended without a report.');
  return report;
}

/** Prints how to complete a change of models. */
async function showUnembedded(
  { unembedded }: IndexReport,
  library: Library,
  { model = '' }: IndexCommandOptions,
): Promise<void> {
  const roots = (await library.roots()).map(({ path }) => JSON.stringify(path)).join(' ');
  process.stderr.write(
    `${countFiles(unembedded)} ${unembedded === 1 ? 'is' : 'are'} not embedded with this model yet. Until then, searches use the previous model.\n` +
      `To complete it: photoseek index ${roots}${model === '' ? '' : ` --model ${JSON.stringify(model)}`}\n`,
  );
}

/** Prints which roots look moved: their photos would count twice. */
async function showMovedRoots(library: Library): Promise<void> {
  for (const root of await library.roots()) {
    const notice = root.movedTo === null ? undefined : explainMissing(root);
    if (notice !== undefined) process.stderr.write(`${coloursFor(process.stderr).yellow('note:')} ${notice}\n`);
  }
}

/** A library is not made for paths of which none exists. */
function explainMissingPaths(error: unknown, [path]: readonly string[]): never {
  if (path === undefined || !(error instanceof PhotoseekError) || error.code !== 'library-not-found') throw error;
  throw new PhotoseekError('path-not-found', `There is no file or folder ${resolve(path)}.`, {
    hint: 'No library was made.',
    details: { path: resolve(path) },
  });
}
