import type { DuplicateGroup, DuplicateKind } from '../../index.js';
import { toFsPath } from '../../runtime/fs-path.js';
import type { CommandContext } from '../context.js';
import { type CommonOptions, toOpenOptions } from '../options.js';
import { printable } from '../output/printable.js';

/** Options of `photoseek duplicates`. */
export interface DuplicatesOptions extends CommonOptions {
  kind?: DuplicateKind[];
  filter?: string;
  paths?: boolean;
}

const TITLES: Record<DuplicateKind, string> = {
  exact: 'the same bytes',
  near: 'the same image',
  similar: 'the same scene',
};

/** `photoseek duplicates` */
export async function runDuplicatesCommand(options: DuplicatesOptions, context: CommandContext): Promise<void> {
  const { stdout, stderr, colours } = context;
  const library = await context.open(toOpenOptions(options, { create: false }));
  try {
    const groups = await library.duplicates({
      ...(options.kind === undefined ? {} : { kinds: options.kind }),
      ...(options.filter === undefined ? {} : { filters: options.filter }),
    });
    if (options.json) {
      stdout.write(`${JSON.stringify({ groups })}\n`);
    } else if (options.paths) {
      const others = groups.flatMap(({ members }) => members.slice(1).map(({ path }) => `${path}\n`));
      const lines = others.map((line) => (stdout.isTerminal ? `${printable(line.slice(0, -1))}\n` : line));
      stdout.write(toFsPath(lines.join('')));
    } else {
      stdout.write(groups.map((group) => formatGroup(group, context)).join('\n'));
      if (!options.quiet) stderr.write(colours.dim(`${summarise(groups)}\n`));
    }
  } finally {
    await library.close();
  }
}

function formatGroup({ kind, members, reason, reclaimableBytes }: DuplicateGroup, { colours }: CommandContext): string {
  const head = `${colours.bold(kind)} (${TITLES[kind]}): ${members.length} files, ${formatSize(reclaimableBytes)} reclaimable`;
  const lines = members.map(({ path, cosine, photo }, i) => {
    const details = `${photo.width}×${photo.height} ${formatSize(photo.sizeBytes)}`;
    if (i === 0)
      return `  ${colours.green('keep')}  ${printable(path)}  ${colours.dim(details)}\n        ${colours.dim(printable(reason))}`;
    const likeness = kind === 'exact' ? 'same' : cosine.toFixed(2);
    return `  ${likeness}  ${printable(path)}  ${colours.dim(details)}`;
  });
  return `${head}\n${lines.join('\n')}\n`;
}

function summarise(groups: readonly DuplicateGroup[]): string {
  if (groups.length === 0) return 'No duplicates were found.';
  const kinds = (['exact', 'near', 'similar'] as const)
    .map((kind) => ({ kind, n: groups.filter((group) => group.kind === kind).length }))
    .filter(({ n }) => n > 0)
    .map(({ kind, n }) => `${n} ${kind}`);
  return `${kinds.join(', ')}. Nothing was changed; the file to keep is a suggestion.`;
}

function formatSize(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
