import { toFsPath } from '../../runtime/fs-path.js';
import { nameLanguages } from '../../search/query/name-languages.js';
import type { SearchResponse } from '../../search/types.js';
import type { CommandContext } from '../context.js';
import { formatBlock, formatLine } from './list-results.js';
import { printable } from './printable.js';
import { parseTemplate } from './template.js';

/** The output format; at most one of them is given. */
export interface OutputOptions {
  quiet?: boolean;
  /** One JSON document. */
  json?: boolean;
  /** One JSON document per result. */
  ndjson?: boolean;
  /** One path per line. */
  paths?: boolean;
  /** Paths, each ended by a zero byte. */
  null?: boolean;
  /** See `parseTemplate`. */
  format?: string;
}

/** Creates the printer before the search runs, so that invalid options are reported at once. */
export function createPrinter(options: OutputOptions, context: CommandContext): (response: SearchResponse) => void {
  const print = choosePrinter(options, context);
  return (response) => {
    print(response);
    if (!options.quiet && !options.json) printNotices(response, context);
  };
}

function choosePrinter(options: OutputOptions, context: CommandContext): (response: SearchResponse) => void {
  const { stdout } = context;
  if (options.json) return (response) => stdout.write(`${JSON.stringify(response)}\n`);
  if (options.ndjson) {
    return ({ results }) => stdout.write(results.map((result) => `${JSON.stringify(result)}\n`).join(''));
  }
  // Paths leave as the bytes that they are on disk; a terminal gets no control codes.
  const writeLines = (lines: string[], end: string) => {
    const text = lines.map((line) => `${stdout.isTerminal && end === '\n' ? guardLine(line) : line}${end}`).join('');
    stdout.write(toFsPath(text));
  };
  if (options.null)
    return ({ results }) =>
      writeLines(
        results.map(({ path }) => path),
        '\0',
      );
  if (options.paths)
    return ({ results }) =>
      writeLines(
        results.map(({ path }) => path),
        '\n',
      );
  if (options.format !== undefined) {
    const format = parseTemplate(options.format);
    return ({ results }) =>
      writeLines(
        results.map((result, i) => format(result, i + 1)),
        '\n',
      );
  }
  return (response) => printList(response, options, context);
}

function printList(
  { results, total, tookMs, language }: SearchResponse,
  { quiet }: OutputOptions,
  context: CommandContext,
): void {
  const { stdout, stderr, colours } = context;
  const width = String(results.length).length;
  const format = stdout.isTerminal ? formatBlock : formatLine;
  stdout.write(results.map((result, i) => format(result, String(i + 1).padStart(width), context)).join(''));
  if (quiet || results.length === 0) return;
  const shown = total > results.length ? `${results.length} of ${total}` : String(results.length);
  stderr.write(
    colours.dim(
      `${shown} ${total === 1 ? 'photo' : 'photos'} in ${Math.round(tookMs)} ms${nameLanguages(language?.codes ?? [])}\n`,
    ),
  );
}

function printNotices({ notices }: SearchResponse, { stderr, colours }: CommandContext): void {
  for (const { message } of notices) stderr.write(`${colours.yellow('note:')} ${printable(message)}\n`);
}

/** Tabs and line breaks are part of the template. */
function guardLine(line: string): string {
  return line
    .split(/([\t\n])/)
    .map((part) => (/^[\t\n]$/.test(part) ? part : printable(part)))
    .join('');
}
