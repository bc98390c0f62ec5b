import { tallyKinds } from '../../../model/count-kinds.js';
import { toFsPath } from '../../../runtime/fs-path.js';
import { nameLanguages } from '../../../search/query/name-languages.js';
import type { QuerySuggestion, SearchResponse } from '../../../search/types/answer.js';
import type { SortOrder } from '../../../search/types/request.js';
import type { CommandContext } from '../../context.js';
import { formatKinds } from '../format-kinds.js';
import { printable } from '../printable.js';
import { quoteForShell } from '../quote-for-shell.js';
import { formatLine, listReasons } from './list-results.js';
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
  /** On a terminal, several lines per photo. */
  long?: boolean;
  /** Of the results. */
  sort?: SortOrder;
  reverse?: boolean;
}

type Print = (response: SearchResponse) => void;

/** Creates the printer before the search runs, so that invalid options are reported at once. */
export async function createPrinter(options: OutputOptions, context: CommandContext): Promise<Print> {
  const print = choosePrinter(options, context) ?? (await createListPrinter(options, context));
  return (response) => {
    print(response);
    if (!options.quiet && !options.json) printNotices(response, context);
  };
}

/** @returns `undefined` for the list that people read */
function choosePrinter(options: OutputOptions, context: CommandContext): Print | undefined {
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
  return undefined;
}

async function createListPrinter(options: OutputOptions, context: CommandContext): Promise<Print> {
  const { stdout } = context;
  const { sort = 'relevance', reverse = false, long = false } = options;
  const isByRelevance = sort === 'relevance' && !reverse;
  // Loaded on use: output for pipes does without the widths of characters.
  const terminal = stdout.isTerminal ? await import('./terminal-list.js') : undefined;
  return (response) => {
    const { results } = response;
    if (terminal !== undefined) {
      const reasons = listReasons(results, isByRelevance, (relevance) => `${Math.round(relevance * 100)} %`);
      stdout.write((long ? terminal.formatBlocks : terminal.formatTable)(results, reasons, context));
    } else {
      const width = String(results.length).length;
      const reasons = listReasons(results, isByRelevance, (relevance) => relevance.toFixed(3));
      const lines = results.map((result, i) =>
        formatLine(result, String(i + 1).padStart(width), reasons[i] ?? '', context),
      );
      stdout.write(lines.join(''));
    }
    if (!options.quiet) printSummary(response, context);
  };
}

function printSummary({ results, total, tookMs, language }: SearchResponse, { stderr, colours }: CommandContext): void {
  if (results.length === 0) return;
  const shown = total > results.length ? `${results.length} of ` : '';
  const found = formatKinds(tallyKinds(results), total);
  stderr.write(colours.dim(`${shown}${found} in ${Math.round(tookMs)} ms${nameLanguages(language?.codes ?? [])}\n`));
}

function printNotices({ notices }: SearchResponse, { stderr, colours }: CommandContext): void {
  for (const { message, suggestion } of notices)
    stderr.write(
      `${colours.yellow('note:')} ${printable(message)}${suggestion === undefined ? '' : advise(suggestion)}\n`,
    );
}

/** The command that reads a query otherwise. */
function advise({ kind, query }: QuerySuggestion): string {
  const what = kind === 'literal' ? 'The words as typed' : 'Photos of either';
  return ` ${what}: photoseek search ${printable(quoteForShell(query))}`;
}

/** Tabs and line breaks are part of the template. */
function guardLine(line: string): string {
  return line
    .split(/([\t\n])/)
    .map((part) => (/^[\t\n]$/.test(part) ? part : printable(part)))
    .join('');
}
