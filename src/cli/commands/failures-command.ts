import { toFsPath } from '../../runtime/fs-path.js';
import type { CommandContext } from '../context.js';
import type { CommonOptions } from '../options.js';
import { formatUndecoded } from '../output/format-undecoded.js';
import { printable } from '../output/printable.js';
import { withLibrary } from '../with-library.js';

/** `photoseek failures` */
export async function runFailuresCommand(
  options: CommonOptions & { paths?: boolean },
  context: CommandContext,
): Promise<void> {
  const { stdout, stderr, colours } = context;
  const { failures, undecoded } = await withLibrary(options, context, async (library) => ({
    failures: await library.failures(),
    undecoded: (await library.stats()).undecoded,
  }));
  if (options.json) {
    stdout.write(`${JSON.stringify({ failures })}\n`);
    return;
  }
  if (options.paths) {
    stdout.write(toFsPath(failures.map(({ path }) => `${path}\n`).join('')));
    return;
  }
  for (const { path, code, message } of failures)
    stdout.write(`${printable(path)}  ${printable(message)}  ${colours.dim(`[${code}]`)}\n`);
  if (options.quiet) return;
  const total = failures.length === 1 ? '1 file' : `${failures.length} files`;
  if (failures.length > 0)
    stderr.write(colours.dim(`${total} could not be read; again with: photoseek index --retry-failed\n`));
  else stderr.write(undecoded === 0 ? 'Every file could be read.\n' : 'No file failed.\n');
  if (undecoded > 0) stderr.write(`${formatUndecoded(undecoded)}\n`);
}
