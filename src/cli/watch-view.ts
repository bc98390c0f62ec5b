import type { Library } from '../library/types.js';
import { showIndexReport } from './index-report.js';
import type { CommonOptions } from './options.js';
import { printable } from './printable.js';

/** Follows changes in the indexed folders until the signal fires; each burst that changed something is told. */
export async function watchUntilStopped(library: Library, signal: AbortSignal, options: CommonOptions): Promise<void> {
  if (!options.quiet) process.stderr.write('Watching for changes; Ctrl-C ends it.\n');
  try {
    for await (const event of library.watch({ signal })) {
      if (options.json) {
        process.stdout.write(`${JSON.stringify(event)}\n`);
      } else if (event.type === 'done') {
        const { indexed, reused, refreshed, removed } = event.report;
        if (indexed + reused + refreshed + removed > 0) showIndexReport({ ...event.report, failed: [] }, options);
      } else if (event.type === 'failed' && !options.quiet) {
        process.stderr.write(`failed: ${printable(event.failure.path)}: ${event.failure.message}\n`);
      }
    }
  } catch (error) {
    // Being stopped is how watching ends.
    if (!signal.aborted) throw error;
  }
}
