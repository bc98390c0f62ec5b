import type { IndexEvent, IndexOptions, IndexReport } from '#src/indexer/progress/events.js';
import type { Library } from '#src/library/types/library.js';

/** All events of a run, to its end. */
export async function collectEvents(
  library: Library,
  paths: readonly string[],
  options?: IndexOptions,
): Promise<IndexEvent[]> {
  const events: IndexEvent[] = [];
  for await (const event of library.index(paths, options)) events.push(event);
  return events;
}

/** Consumes an index run and returns its report. */
export async function indexPaths(
  library: Library,
  paths: readonly string[],
  options?: IndexOptions,
): Promise<IndexReport> {
  const last = (await collectEvents(library, paths, options)).at(-1);
  if (last?.type !== 'done') throw new Error(`The run ended with ${last?.type ?? 'nothing'}.`);
  return last.report;
}
