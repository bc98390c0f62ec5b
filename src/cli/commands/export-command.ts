import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PhotoseekError } from '../../errors.js';
import type { Library, SearchResult } from '../../index.js';
import { tallyKinds } from '../../model/count-kinds.js';
import { isBelow } from '../../model/paths.js';
import { pathBytes, toFsPath, toRealPath } from '../../runtime/fs-path.js';
import { makeFolder } from '../../runtime/make-folder.js';
import type { CommandContext } from '../context.js';
import { type FindOptions, toQuery, toSearchOptions } from '../declarations/search-options.js';
import { exportFile, exportSidecars } from '../export-file.js';
import { type CommonOptions, toOpenOptions } from '../options.js';
import { formatKinds } from '../output/format-kinds.js';
import { printable } from '../output/printable.js';

/** Options of `photoseek export`. */
export interface ExportOptions extends CommonOptions, FindOptions {
  to: string;
  copy?: boolean;
  link?: boolean;
  list?: boolean;
  sidecars?: boolean;
}

/** The result of exporting a photo. */
interface Exported {
  id: number;
  source: string;
  /** `null` when the export failed. */
  path: string | null;
  /** `false`: an earlier export had put it there. */
  isNew: boolean;
  /** Paths of its exported sidecars; with `--sidecars` only. */
  sidecars?: string[];
  message?: string;
}

/** `photoseek export QUERY… --to DIR` */
export async function runExportCommand(
  args: readonly string[],
  options: ExportOptions,
  context: CommandContext,
): Promise<void> {
  const query = toQuery(args, options, context.cwd);
  const folder = resolve(context.cwd, options.to);
  const library = await context.open(toOpenOptions(options, { create: false, oneShot: true }));
  try {
    const { results: found, notices, noGoodMatch } = await library.search(query, toSearchOptions(options));
    for (const { message } of notices) {
      if (!options.quiet) context.stderr.write(`${context.colours.yellow('note:')} ${printable(message)}\n`);
    }
    // A folder is filled with what was meant, not with the closest there is.
    const isRefused = noGoodMatch && found.length > 0 && options.all !== true;
    const results = isRefused ? [] : found;
    if (isRefused && !options.quiet) context.stderr.write('Nothing is exported. To export the closest: --all\n');
    if (results.length > 0) makeTarget(folder);
    const exported = options.list
      ? await writeList(folder, results)
      : await exportAll(library, folder, results, options);
    report(exported, results, folder, options, context);
    if (!options.quiet && !options.json) await noticeIndexed(library, folder, exported, options, context);
    if (exported.some(({ path }) => path === null)) process.exitCode = 1;
  } finally {
    await library.close();
  }
}

/** Copies in an indexed folder become photos of the library, too. */
async function noticeIndexed(
  library: Library,
  folder: string,
  exported: readonly Exported[],
  { link, list }: ExportOptions,
  { stderr, colours }: CommandContext,
): Promise<void> {
  if (list || !exported.some(({ path }) => path !== null)) return;
  const real = await toRealPath(folder).catch(() => folder);
  const root = (await library.roots()).find(({ path }) => path === real || isBelow(real, path));
  if (root === undefined || (link && !root.followLinks)) return;
  stderr.write(
    `${colours.yellow('note:')} ${printable(folder)} is a part of ${printable(root.path)}, which is indexed: the next index run finds the copies as duplicates. Export to a folder elsewhere, or put an empty file .nomedia into this one.\n`,
  );
}

function makeTarget(folder: string): void {
  try {
    makeFolder(folder);
  } catch (cause) {
    throw new PhotoseekError('bad-argument', `--to must be a folder that can be written to, got ${folder}.`, {
      hint: (cause as Error).message,
      cause,
    });
  }
}

async function exportAll(
  library: Library,
  folder: string,
  results: readonly SearchResult[],
  { link, sidecars }: ExportOptions,
): Promise<Exported[]> {
  const exported: Exported[] = [];
  for (const { id, path: source } of results) {
    try {
      // Checks that the file still has the content that was found.
      const original = await library.original(id);
      const file = await exportFile(original.path, folder, link ? 'link' : 'copy');
      const photo: Exported = { id, source: original.path, ...file };
      if (sidecars) {
        const paths = await library.sidecars(id);
        const files = await exportSidecars(paths, original.path, file.path, folder);
        photo.sidecars = files.map(({ path }) => path);
      }
      exported.push(photo);
    } catch (error) {
      exported.push({ id, source, path: null, isNew: false, message: (error as Error).message });
    }
  }
  return exported;
}

/** Writes the paths to a file, one per line; a list with the same paths stays as it is. */
async function writeList(folder: string, results: readonly SearchResult[]): Promise<Exported[]> {
  if (results.length === 0) return [];
  const bytes = Buffer.from(toFsPath(results.map(({ path }) => `${path}\n`).join('')) as string);
  for (let i = 1; ; i++) {
    const list = join(folder, i === 1 ? 'photos.txt' : `photos (${i}).txt`);
    try {
      await writeFile(toFsPath(list), bytes, { flag: 'wx' });
      return results.map(({ id, path }) => ({ id, source: path, path: list, isNew: true }));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const before = await readFile(toFsPath(list)).catch(() => undefined);
    if (before?.equals(bytes)) return results.map(({ id, path }) => ({ id, source: path, path: list, isNew: false }));
  }
}

function toSourceBytes({ source }: Exported): { sourceBytes?: string } {
  const { pathBytes: sourceBytes } = pathBytes(source);
  return sourceBytes === undefined ? {} : { sourceBytes };
}

function report(
  exported: readonly Exported[],
  results: readonly SearchResult[],
  folder: string,
  options: ExportOptions,
  context: CommandContext,
): void {
  const { stdout, stderr, colours } = context;
  if (options.json) {
    const photos = exported.map((photo) => ({ ...photo, ...toSourceBytes(photo) }));
    stdout.write(`${JSON.stringify({ folder, photos })}\n`);
    return;
  }
  for (const { source, path, message } of exported) {
    if (path === null) stderr.write(`${colours.yellow('failed:')} ${printable(`${source}: ${message}`)}\n`);
  }
  const done = exported.filter(({ path }) => path !== null);
  if (options.quiet) return;
  const verb = options.list ? 'listed' : options.link ? 'linked' : 'copied';
  const where = options.list && done[0]?.path ? done[0].path : folder;
  const known = done.filter(({ isNew }) => !isNew).length;
  const them = done.length === 1 ? 'it' : `${known} of them`;
  const before = known === 0 ? '' : `; ${them} ${known === 1 ? 'was' : 'were'} there already`;
  stdout.write(
    `${formatKinds(tallyKinds(results.filter((_, i) => exported[i]?.path != null)))} ${verb} in ${printable(where)}${before}\n`,
  );
}
