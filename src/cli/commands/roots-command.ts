import { openLibrary } from '../../library/open-library.js';
import type { Library, RemovedRoot, Root } from '../../library/types.js';
import { type CommonOptions, toOpenOptions } from '../options.js';
import { coloursFor } from '../output/colours.js';
import { printable } from '../output/printable.js';
import { countFiles, explainMissing } from '../output/root-notices.js';

/** `photoseek roots` */
export async function runRootsCommand(options: CommonOptions): Promise<void> {
  await withLibrary(options, async (library) => {
    const roots = await library.roots();
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ roots })}\n`);
      return;
    }
    process.stdout.write(roots.map(formatRoot).join(''));
    if (options.quiet) return;
    for (const root of roots) {
      const notice = explainMissing(root);
      if (notice !== undefined) process.stderr.write(`${coloursFor(process.stderr).yellow('note:')} ${notice}\n`);
    }
    if (roots.length === 0) process.stderr.write('There are no roots. Add one: photoseek index FOLDER\n');
  });
}

/** `photoseek roots remove PATH` */
export async function runRootsRemoveCommand(
  path: string,
  options: CommonOptions & { dryRun?: boolean },
): Promise<void> {
  const { dryRun = false } = options;
  await withLibrary(options, async (library) => {
    const removed = await library.removeRoot(path, { dryRun });
    if (options.json) process.stdout.write(`${JSON.stringify({ ...removed, dryRun })}\n`);
    else if (!options.quiet) process.stdout.write(`${describe(removed, dryRun)}\n`);
  });
}

function formatRoot({ path, files, failed, isMissing }: Root): string {
  const { dim, yellow } = coloursFor(process.stdout);
  const state = isMissing ? yellow('missing') : 'there';
  const counts = `${countFiles(files)}${failed > 0 ? `, ${failed} failed` : ''}`;
  return `${printable(path)}  ${dim(counts)}  ${state}\n`;
}

function describe({ path, removed, forgotten }: RemovedRoot, dryRun: boolean): string {
  const verb = dryRun ? 'Would remove' : 'Removed';
  const photos = forgotten === 1 ? '1 photo is' : `${forgotten} photos are`;
  const effect =
    forgotten === 0
      ? 'Every photo below it stays in the library at another path.'
      : `${photos} known at no other path and ${dryRun ? 'would no longer be found' : 'no longer found'}.`;
  return `${verb} ${printable(path)} with ${countFiles(removed)}. ${effect} No file on disk ${dryRun ? 'would be' : 'was'} touched.`;
}

async function withLibrary(options: CommonOptions, work: (library: Library) => Promise<void>): Promise<void> {
  const library = await openLibrary(toOpenOptions(options, { create: false, oneShot: true }));
  try {
    await work(library);
  } finally {
    await library.close();
  }
}
