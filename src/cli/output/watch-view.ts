import type { Library } from '../../library/types/library.js';
import type { CommonOptions } from '../options.js';
import { showIndexReport } from './index-report.js';
import { printable } from './printable.js';

/** Indexes changes in the indexed folders until the signal fires, and prints a report of each burst that changed something. */
export async function watchUntilStopped(library: Library, signal: AbortSignal, options: CommonOptions): Promise<void> {
  if (!options.quiet) process.stderr.write('Watching for changes. Press Ctrl-C to stop.\n');
  try {
    for await (const event of library.watch({ signal })) {
      if (options.json) {
        process.stdout.write(`${JSON.stringify(event)}\n`);
      } else if (event.type === 'done') {
        const { indexed, reused, refreshed, detected, removed } = event.report;
        if (indexed + reused + refreshed + detected + removed > 0)
          showIndexReport({ ...event.report, failed: [] }, options);
      } else if (event.type === 'failed' && !options.quiet) {
        process.stderr.write(`failed: ${printable(event.failure.path)}: ${event.failure.message}\n`);
      }
    }
  } catch (error) {
    // The signal is the normal end of watching.
    if (!signal.aborted) throw error;
  }
}
