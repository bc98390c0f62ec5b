import type { RemovedRoot, Root } from '../../library/types/descriptions.js';
import { toIsoDay, toIsoMinute } from '../../runtime/iso-date.js';
import type { CommandContext } from '../context.js';
import type { CommonOptions } from '../options.js';
import { printable } from '../output/printable.js';
import { countFiles, explainMissing } from '../output/root-notices.js';
import { withLibrary } from '../with-library.js';

/** `photoseek roots` */
export async function runRootsCommand(options: CommonOptions, context: CommandContext): Promise<void> {
  const { stdout, stderr, colours } = context;
  await withLibrary(options, context, async (library) => {
    const roots = await library.roots();
    if (options.json) {
      stdout.write(`${JSON.stringify({ roots })}\n`);
      return;
    }
    stdout.write(roots.map((root) => formatRoot(root, context)).join(''));
    if (options.quiet) return;
    for (const notice of roots.flatMap((root) => explainMissing(root) ?? []))
      stderr.write(`${colours.yellow('note:')} ${notice}\n`);
    const { lastIndexedAtMs, running } = await library.stats();
    if (running !== null) stderr.write(`An index run is under way: ${running.stage} (process ${running.pid}).\n`);
    else if (roots.length > 0) stderr.write(colours.dim(`${describeLastRun(lastIndexedAtMs)}\n`));
    if (roots.length === 0) stderr.write('There are no roots. Add one: photoseek index FOLDER\n');
  });
}

/** `photoseek roots remove PATH` */
export async function runRootsRemoveCommand(
  path: string,
  options: CommonOptions & { dryRun?: boolean },
  context: CommandContext,
): Promise<void> {
  const { dryRun = false } = options;
  await withLibrary(options, context, async (library) => {
    const removed = await library.removeRoot(path, { dryRun });
    if (options.json) context.stdout.write(`${JSON.stringify({ ...removed, dryRun })}\n`);
    else if (!options.quiet) context.stdout.write(`${describe(removed, dryRun)}\n`);
  });
}

function describeLastRun(lastIndexedAtMs: number | null): string {
  return lastIndexedAtMs === null
    ? 'No index run has ended yet.'
    : `The last index run ended ${toIsoMinute(lastIndexedAtMs)}.`;
}

function formatRoot({ path, files, failed, addedAtMs, isMissing }: Root, { colours }: CommandContext): string {
  const state = isMissing ? colours.yellow('missing') : files === 0 ? 'empty' : 'there';
  const counts = `${countFiles(files)}${failed > 0 ? `, ${failed} failed` : ''}`;
  return `${printable(path)}  ${colours.dim(`${counts}, since ${toIsoDay(addedAtMs)}`)}  ${state}\n`;
}

function describe({ path, removed, forgotten }: RemovedRoot, dryRun: boolean): string {
  const verb = dryRun ? 'Would remove' : 'Removed';
  const contents = forgotten === 1 ? '1 of them is' : `${forgotten} of them are`;
  const effect =
    forgotten === 0
      ? 'All of them stay in the library at another path.'
      : `${contents} known at no other path and ${dryRun ? 'would no longer be found' : 'no longer found'}.`;
  return `${verb} ${printable(path)} with ${countFiles(removed)}. ${effect} No file on disk ${dryRun ? 'would be' : 'was'} touched.`;
}
