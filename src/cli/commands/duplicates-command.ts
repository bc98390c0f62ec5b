import type { DuplicateGroup, DuplicateKind, DuplicateTurn } from '../../index.js';
import { toFsPath } from '../../runtime/fs-path.js';
import { parseFilters } from '../../search/parse/parse-query.js';
import { printQuery } from '../../search/query/print-query.js';
import type { CommandContext } from '../context.js';
import { type CommonOptions, toOpenOptions } from '../options.js';
import { printable } from '../output/printable.js';
import { listRootNotices } from '../output/root-notices.js';

/** Options of `photoseek duplicates`. */
export interface DuplicatesOptions extends CommonOptions {
  kind?: DuplicateKind[];
  filter?: string;
  paths?: boolean;
  /** Paths, each ended by a zero byte. */
  null?: boolean;
}

const TITLES: Record<DuplicateKind, string> = {
  exact: 'the same bytes',
  near: 'the same image',
  turned: 'the same image, mirrored or rotated',
  similar: 'the same scene',
};

/** `photoseek duplicates` */
export async function runDuplicatesCommand(options: DuplicatesOptions, context: CommandContext): Promise<void> {
  const { stdout, stderr, colours } = context;
  const isForDeletion = options.paths === true || options.null === true;
  // Photos that look alike are no copies: their paths are printed for deletion only where they are asked for.
  const kinds = options.kind ?? (isForDeletion ? ['exact'] : undefined);
  const library = await context.open(toOpenOptions(options, { create: false }));
  try {
    const groups = await library.duplicates({
      ...(kinds === undefined ? {} : { kinds }),
      ...(options.filter === undefined ? {} : { filters: toAbsolute(options.filter, context.cwd) }),
      compareBytes: isForDeletion,
    });
    if (options.json) stdout.write(`${JSON.stringify({ groups })}\n`);
    else if (isForDeletion) printPaths(groups, options, context);
    else stdout.write(groups.map((group) => formatGroup(group, context)).join('\n'));
    if (options.quiet || options.json) return;
    if (!isForDeletion) stderr.write(colours.dim(`${summarise(groups)}\n`));
    for (const notice of await listRootNotices(library)) stderr.write(`${colours.yellow('note:')} ${notice}\n`);
  } finally {
    await library.close();
  }
}

/** The filters with their folders as absolute paths. */
function toAbsolute(filters: string, cwd: string): string {
  return printQuery({ terms: [], filters: parseFilters(filters, { cwd }) });
}

/** Prints every name of the files that may go: a file whose other name stays takes as much space as before. */
function printPaths(groups: readonly DuplicateGroup[], options: DuplicatesOptions, context: CommandContext): void {
  const { stdout, stderr, colours } = context;
  const paths = groups.flatMap(({ members }) => members.slice(1).flatMap(({ path, aliases }) => [path, ...aliases]));
  if (options.null) {
    stdout.write(toFsPath(paths.map((path) => `${path}\0`).join('')));
    return;
  }
  // Read by lines, such a path is two others.
  const plain = paths.filter((path) => !/[\n\r]/.test(path));
  stdout.write(toFsPath(plain.map((path) => `${stdout.isTerminal ? printable(path) : path}\n`).join('')));
  const left = paths.length - plain.length;
  if (left > 0)
    stderr.write(`${colours.yellow('note:')} ${left} paths with line breaks are left out; -0 prints them, too.\n`);
}

function formatGroup({ kind, members, reason, reclaimableBytes }: DuplicateGroup, { colours }: CommandContext): string {
  const head = `${colours.bold(kind)} (${TITLES[kind]}): ${members.length} files, ${formatSize(reclaimableBytes)} reclaimable`;
  const lines = members.map(({ path, aliases, cosine, photo, turn }, i) => {
    const details = `${photo.width}×${photo.height} ${formatSize(photo.sizeBytes)}`;
    const also = aliases.map((alias) => `\n        ${colours.dim(`also ${printable(alias)}, the same file`)}`).join('');
    if (i === 0)
      return `  ${colours.green('keep')}  ${printable(path)}  ${colours.dim(details)}\n        ${colours.dim(printable(reason))}${also}`;
    const likeness = kind === 'exact' ? 'same' : turn === undefined ? cosine.toFixed(2) : describeTurn(turn);
    return `  ${likeness}  ${printable(path)}  ${colours.dim(details)}${also}`;
  });
  return `${head}\n${lines.join('\n')}\n`;
}

function describeTurn({ mirrored, rotated }: DuplicateTurn): string {
  return [...(mirrored ? ['mirrored'] : []), ...(rotated === 0 ? [] : [`${rotated}°`])].join(' ');
}

function summarise(groups: readonly DuplicateGroup[]): string {
  if (groups.length === 0) return 'No duplicates were found.';
  const kinds = (['exact', 'near', 'turned', 'similar'] as const)
    .map((kind) => ({ kind, n: groups.filter((group) => group.kind === kind).length }))
    .filter(({ n }) => n > 0)
    .map(({ kind, n }) => `${n} ${kind}`);
  return `${kinds.join(', ')}. Nothing was changed; the file to keep is a suggestion.`;
}

function formatSize(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
