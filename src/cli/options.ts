import { type Command, InvalidArgumentError, Option } from 'commander';
import type { OpenOptions } from '../library/types/open-options.js';
import { liesWithin, parseBox } from '../model/box.js';
import type { Box } from '../model/evidence.js';
import { isLanguage } from '../search/query/name-languages.js';

/** Equal to those of the encoder, which is not loaded for `--help`. */
const DEVICES = ['cpu', 'cuda', 'coreml', 'dml', 'webgpu'];

/** Where a model comes from, and what computes with it. */
export interface ModelOptions {
  offline?: boolean;
  device?: NonNullable<OpenOptions['device']>;
}

/** Options that every command takes. */
export interface CommonOptions extends ModelOptions {
  library?: string;
  model?: string;
  json?: boolean;
  quiet?: boolean;
  readOnly?: boolean;
  vectors?: string;
}

/** Adds the options of {@link ModelOptions}. */
export function addModelOptions(command: Command): Command {
  return command
    .option('--offline', 'never download a model')
    .addOption(
      new Option('--device <device>', 'what computes: cpu (the default), or a graphics processor').choices(DEVICES),
    );
}

/** Whether a command can do its work in a library that is opened for reading only. */
export type Access = 'read' | 'write';

/** Adds the options that every command takes. */
export function addCommonOptions(command: Command, access: Access = 'read'): Command {
  return addMostOptions(
    addLibraryOption(command).option(
      '--model <name>',
      'encoder: a model of photoseek models, a folder, or a hub id (default: the library’s own)',
    ),
    access,
  );
}

/** Adds the same options without `--model`, to a command that writes and whose argument is a model. */
export function addCommonOptionsOfModel(command: Command): Command {
  return addMostOptions(addLibraryOption(command), 'write');
}

function addLibraryOption(command: Command): Command {
  return command.option(
    '--library <dir>',
    'folder of the library (default: $PHOTOSEEK_LIBRARY, or your user data folder)',
    parseFolder,
  );
}

function addMostOptions(command: Command, access: Access): Command {
  const readOnly = new Option('--read-only', 'change nothing: for a damaged library or a read-only disk');
  return (
    addModelOptions(command)
      .option('--json', 'print one JSON document')
      // A command that writes knows it, too, to say why it cannot be obeyed.
      .addOption(access === 'read' ? readOnly : readOnly.hideHelp())
      .option(
        '--vectors <address>',
        'PostgreSQL server with pgvector that holds the vectors (default: $PHOTOSEEK_VECTORS)',
      )
      .option('-q, --quiet', 'print results only: no progress, no notices')
  );
}

/** Adds the option of commands that stay. */
export function addUpgradeOption(command: Command): Command {
  return command.option(
    '--no-upgrade-model',
    'in a library made with an earlier embedded model: do not embed its photos with the current one in the background',
  );
}

/** Adds `--limit`. */
export function addLimitOption(command: Command, limit = 20): Command {
  return command.option('-n, --limit <n>', 'maximum number of results (1 to 1000)', parseCount(1000), limit);
}

/** Reads an integer from 1 to `most`. */
export function parseCount(most: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (/^\d+$/.test(text) && count >= 1 && count <= most) return count;
    throw new InvalidArgumentError(`It must be an integer from 1 to ${most}.`);
  };
}

/** Reads an integer from 0 to `most`. */
export function parseNumber(most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number <= most) return number;
    throw new InvalidArgumentError(`It must be an integer from 0 to ${most}.`);
  };
}

/** For options that may be given several times. */
export function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/** A TCP port; 0 lets the system choose one. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new InvalidArgumentError('It must be a port from 0 to 65535.');
}

/** A folder. An empty text, as of an unset variable of a shell, would be the current one. */
export function parseFolder(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('It must be a folder, got an empty text.');
}

/** For arguments that are folders or files, one after the other. */
export function collectPath(text: string, before: string[] = []): string[] {
  return collect(parsePath(text), before);
}

/** A root by its id, and a folder on this machine: `3fa9c1d2e0b7=/mnt/photos`, or `archive=/mnt/photos` for one that several machines index. */
export function collectRoot(text: string, before: Record<string, string> = {}): Record<string, string> {
  const [, id, path] = /^([A-Za-z0-9][\w.-]{0,63})=(.+)$/s.exec(text) ?? [];
  if (id !== undefined && path !== undefined) return { ...before, [id]: path };
  throw new InvalidArgumentError(
    'It must be like ID=/mnt/photos, with an id that photoseek publish prints, or that index --claim was given.',
  );
}

/** A file or folder; see {@link parseFolder}. */
export function parsePath(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('It must be a file or folder, got an empty text.');
}

/** The code of a language: `de`; `DE` and `de-AT` are read as it. */
export function parseLanguage(text: string): string {
  const code = /^([a-z]{2,3})(?:[-_][a-z0-9]+)*$/i.exec(text.trim())?.[1]?.toLowerCase();
  if (code !== undefined && isLanguage(code)) return code;
  throw new InvalidArgumentError('It must be the code of a language, such as de or zh.');
}

/** The options to open the library of a command with. The download of a model is reported on stderr. */
export function toOpenOptions(options: CommonOptions, more: Partial<OpenOptions> = {}): OpenOptions {
  return {
    ...(options.library === undefined ? {} : { path: options.library }),
    ...(options.model === undefined ? {} : { model: options.model }),
    ...(options.readOnly ? { readOnly: true } : {}),
    ...(options.offline ? { offline: true } : {}),
    ...(options.device === undefined ? {} : { device: options.device }),
    ...(options.vectors === undefined ? {} : { vectors: options.vectors }),
    ...(options.quiet ? {} : { onModelDownload: showDownload }),
    ...more,
  };
}

let downloadShownAt = 0;

/** Reports the download of a model on stderr, twice a second. */
export function showDownload(progress: { file: string; loadedBytes: number; totalBytes: number }): void {
  const { file, loadedBytes, totalBytes } = progress;
  if (performance.now() - downloadShownAt < 500 && loadedBytes !== totalBytes) return;
  downloadShownAt = performance.now();
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  process.stderr.write(
    `downloading ${file}: ${megabytes(loadedBytes)} of ${totalBytes > 0 ? megabytes(totalBytes) : '?'} MB\n`,
  );
}

/** A share of the whole, 0…1. @throws InvalidArgumentError */
export function parseShare(text: string): number {
  const share = Number(text);
  if (text.trim() !== '' && share >= 0 && share <= 1) return share;
  throw new InvalidArgumentError('It must be a number from 0 to 1.');
}

/** A part of an image as options write it. */
export function parseImageBox(text: string): Box {
  const box = parseBox(text);
  if (box !== undefined && liesWithin(box)) return box;
  const expected = 'It must be x,y,width,height in shares of the image, such as 0.2,0.1,0.3,0.4';
  throw new InvalidArgumentError(box === undefined ? `${expected}.` : `${expected}: ${explainBox(box)}.`);
}

/** Why a box is no part of an image. */
function explainBox({ x, y, width, height }: Box): string {
  const print = (share: number) => String(Number(share.toFixed(4)));
  if (width <= 0 || height <= 0) return 'width and height must be more than 0';
  if (Math.max(x, y, width, height) > 1)
    return 'each number must be from 0 to 1; pixels are divided by the size of the image';
  if (x < 0 || y < 0) return `the box begins beyond the image, at ${print(x)},${print(y)}`;
  if (x + width > 1) return `the box ends beyond the right edge, x + width = ${print(x + width)}, and 1 is the edge`;
  return `the box ends beyond the lower edge, y + height = ${print(y + height)}, and 1 is the edge`;
}
