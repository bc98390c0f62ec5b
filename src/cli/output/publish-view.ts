import type { PublishOptions, PublishReport } from '../../library/published/publish/types.js';
import type { Library } from '../../library/types/library.js';
import { printable } from './printable.js';

/** The outcome of a pass; of the first one, with the roots: servers are told where the folders lie on their machine. */
export function describePass({ name, roots, isFull, ...counts }: PublishReport, isFirst: boolean): string {
  const { photos, sent, removed, thumbnails } = counts;
  const compared = isFull ? `${countPhotos(photos)} compared, ` : '';
  const copied = thumbnails === 0 ? '' : `, ${thumbnails} thumbnails copied`;
  const line = `${printable(name)}: ${compared}${sent} sent, ${removed} removed${copied}\n`;
  return isFirst ? line + roots.map(({ id, path }) => `root ${id} ${printable(path)}\n`).join('') : line;
}

export function countPhotos(count: number): string {
  return count === 1 ? '1 photo' : `${count} photos`;
}

/** Publishes what an index run or a watch does, and prints a line of each pass that has sent something. With `follow`, until the signal fires. */
export async function publishBeside(
  library: Library,
  address: string,
  options: Pick<PublishOptions, 'thumbnails' | 'keys' | 'follow'> & { signal: AbortSignal },
  { json = false, quiet = false }: { json?: boolean; quiet?: boolean },
): Promise<void> {
  let isFirst = true;
  const onReport = (report: PublishReport) => {
    const isNews = isFirst || report.sent + report.removed + report.thumbnails > 0;
    if (json) process.stdout.write(`${JSON.stringify({ type: 'published', report })}\n`);
    else if (isNews && !quiet) process.stdout.write(`published: ${describePass(report, isFirst)}`);
    isFirst = false;
  };
  try {
    await library.publish(address, { ...options, onReport });
  } catch (error) {
    // The signal is the normal end of following.
    if (!options.signal.aborted) throw error;
  }
}
