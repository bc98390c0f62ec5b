import { once } from 'node:events';
import type { PublishReport } from '../../library/published/publish/types.js';
import type { Library } from '../../library/types/library.js';
import type { CommandContext } from '../context.js';
import type { CommonOptions } from '../options.js';
import { createLineInterval } from '../output/line-interval.js';
import { countPhotos, describePass } from '../output/publish-view.js';
import { withLibrary } from '../with-library.js';
import { withTracing } from '../with-tracing.js';

/** Options of `photoseek publish`. */
interface PublishCommandOptions extends CommonOptions {
  thumbnails?: string;
  name?: string;
  keys?: boolean;
  full?: boolean;
  follow?: boolean;
}

/** `photoseek publish ADDRESS` */
export async function runPublishCommand(
  address: string,
  options: PublishCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { thumbnails, name, full = false, follow = false, json = false, quiet = false } = options;
  const { stdout, stderr } = context;
  const stop = new AbortController();
  const interrupted = follow ? Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]) : undefined;
  interrupted?.then(() => stop.abort());
  const isDue = createLineInterval();
  const show = (report: PublishReport, isFirst: boolean) => {
    if (!isFirst && report.sent + report.removed + report.thumbnails === 0) return;
    if (json) stdout.write(`${JSON.stringify(report)}\n`);
    else if (!quiet) stdout.write(describePass(report, isFirst));
  };
  let isFirst = true;
  const publish = async (library: Library) => {
    try {
      await library.publish(address, {
        ...(thumbnails !== undefined && { thumbnails }),
        ...(name !== undefined && { name }),
        ...(options.keys !== undefined && { keys: options.keys }),
        ...{ full, follow, signal: stop.signal },
        onProgress: ({ done, total }) => {
          if (!quiet && isFirst && isDue(false)) stderr.write(`publishing: ${done} of ${total}\n`);
        },
        onReport: (report) => {
          show(report, isFirst);
          if (isFirst && follow && !quiet) stderr.write('Following the library. Press Ctrl-C to stop.\n');
          isFirst = false;
        },
      });
    } catch (error) {
      // The signal is the normal end of following.
      if (!stop.signal.aborted) throw error;
    }
  };
  await withTracing('indexer', () => withLibrary(options, context, publish));
}

/** `photoseek unpublish ADDRESS` */
export async function runUnpublishCommand(
  address: string,
  options: CommonOptions & { thumbnails?: string },
  context: CommandContext,
): Promise<void> {
  const { thumbnails } = options;
  const photos = await withLibrary(options, context, (library) =>
    library.unpublish(address, thumbnails === undefined ? {} : { thumbnails }),
  );
  if (options.json) context.stdout.write(`${JSON.stringify({ photos })}\n`);
  else if (!options.quiet)
    context.stdout.write(
      photos === 0
        ? 'The library was not published there.\n'
        : `Removed ${countPhotos(photos)} of the library from the database.\n`,
    );
}
