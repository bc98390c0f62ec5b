import type { IndexEvent, IndexReport } from '../../indexer/events.js';
import { openLibrary } from '../../library.js';
import { showIndexReport } from '../index-report.js';
import { type CommonOptions, toOpenOptions } from '../options.js';
import { createProgressView } from '../progress-view.js';

/** `photoseek index PATH…` */
export async function runIndexCommand(paths: string[], options: CommonOptions): Promise<void> {
  const library = await openLibrary(toOpenOptions(options));
  const interruption = interruptible();
  const view = createProgressView(process.stderr, options.quiet ?? false);
  try {
    const report = await follow(library.index(paths, { signal: interruption.signal }), view.show);
    view.end();
    showIndexReport(report, options);
    const found = report.indexed + report.reused + report.unchanged;
    if (found === 0 && report.failed.length > 0) process.exitCode = 1;
  } finally {
    view.end();
    interruption.end();
    await library.close();
  }
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

/** The first Ctrl-C (or SIGTERM) ends the run in good order, the second at once. */
function interruptible(): { signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const end = () => {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      // Left to the system: to exit while a thread is in native code would crash.
      end();
      process.kill(process.pid, signal);
      return;
    }
    process.stderr.write('\nStopping after the pictures in flight; press Ctrl-C again to stop at once.\n');
    controller.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return { signal: controller.signal, end };
}
