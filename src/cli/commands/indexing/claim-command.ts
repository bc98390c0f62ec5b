import { PhotoseekError } from '../../../errors.js';
import type { ClaimOptions, ClaimProgress, ClaimReport } from '../../../library/claims/types.js';
import { openLibrary } from '../../../library/open-library.js';
import { dropUndefined } from '../../../runtime/check-arguments.js';
import { toOpenOptions } from '../../options.js';
import { createLineInterval } from '../../output/line-interval.js';
import { printable } from '../../output/printable.js';
import type { IndexCommandOptions } from './index-options.js';
import { interruptible } from './interruptible.js';

/** `photoseek index --claim ADDRESS --root ID=PATH` */
export async function runClaimCommand(
  paths: readonly string[],
  { claim: address = '', ...options }: IndexCommandOptions,
): Promise<void> {
  const root = readRoot(paths, options);
  const { threads, decoders, batchSize, ffmpeg, framesPerMinute, maxFrames, maxPages } = options;
  const { exclude, hidden, followLinks, raw, kinds, prune, watch, lease, shareThumbnails, shareKeys, json, quiet } =
    options;
  const library = await openLibrary(
    toOpenOptions(
      options,
      dropUndefined({ threads, decoders, batchSize, ffmpeg, framesPerMinute, maxFrames, maxPages }),
    ),
  );
  const interruption = interruptible();
  const isDue = createLineInterval();
  const given = {
    exclude,
    hidden,
    followLinks,
    raw,
    kinds,
    prune,
    watch,
    thumbnails: shareThumbnails,
    keys: shareKeys,
  };
  try {
    const report = await library.claim(address, {
      ...(dropUndefined(given) as Omit<ClaimOptions, 'root'>),
      ...(lease === undefined ? {} : { leaseMs: lease * 1000 }),
      ...{ root, signal: interruption.signal },
      onProgress: (progress) => {
        if (json) process.stdout.write(`${JSON.stringify({ type: 'claimed', ...progress })}\n`);
        else if (!quiet && isDue(false)) process.stderr.write(`${root.id}: ${describe(progress)}\n`);
      },
      onFailure: (failure) => {
        if (json) process.stdout.write(`${JSON.stringify({ type: 'failed', failure })}\n`);
        else process.stderr.write(`failed: ${printable(failure.path)}: ${failure.message}\n`);
      },
    });
    show(root.id, report, options);
    if (report.own === 0 && report.failed.length > 0) process.exitCode = 1;
  } catch (error) {
    // The signal is the normal end of watching.
    const isEnd = watch && interruption.signal.aborted && error instanceof PhotoseekError && error.code === 'aborted';
    if (!isEnd && !interruption.isOutputClosed()) throw error;
  } finally {
    interruption.end();
    await library.close();
  }
}

function readRoot(paths: readonly string[], { root = {}, stages, drop, model }: IndexCommandOptions) {
  const [entry, ...others] = Object.entries(root);
  if (entry === undefined || others.length > 0 || paths.length > 0)
    throw new PhotoseekError(
      'bad-argument',
      '--claim must be given one root, with the id that it has on every machine.',
      {
        hint: 'photoseek index --claim ADDRESS --root archive=/mnt/photos',
      },
    );
  if (stages !== undefined || drop !== undefined || model !== undefined)
    throw new PhotoseekError(
      'bad-argument',
      '--claim takes no --stages, --drop and --model: they are chosen for a library.',
      {
        hint: 'Index another folder with them once; the library keeps them.',
      },
    );
  return { id: entry[0], path: entry[1] };
}

function show(id: string, report: ClaimReport, { json, quiet }: IndexCommandOptions): void {
  if (json) process.stdout.write(`${JSON.stringify({ type: 'done', report })}\n`);
  else if (!quiet) {
    const { own, removed, failed, tookMs } = report;
    const gone = removed === 0 ? '' : `, ${removed} removed`;
    const broken = failed.length === 0 ? '' : `, ${failed.length} failed`;
    process.stdout.write(
      `${id}: ${describe(report)}, ${own} of them here${gone}${broken}, in ${(tookMs / 1000).toFixed(1)} s\n`,
    );
  }
}

function describe({ done, total, machines }: ClaimProgress): string {
  const others = machines > 1 ? `, by ${machines} machines` : '';
  return `${done} of ${total} files are indexed${others}`;
}
