import { startTracing } from '../runtime/tracing/start-tracing.js';
import { isTracing } from '../runtime/tracing/trace.js';

/**
 * Does the work of a command, and sends traces of it where a collector is named; see {@link startTracing}. Within a process that sends its own, they belong to
 * those.
 * @param role which part of an installation this process is
 */
export async function withTracing(role: string, work: () => Promise<void>): Promise<void> {
  if (isTracing()) return work();
  const endTracing = await startTracing(process.env, role, (message) => process.stderr.write(`${message}\n`));
  try {
    await work();
  } finally {
    await endTracing();
  }
}
