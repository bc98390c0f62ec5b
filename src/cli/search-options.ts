import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ParsedQuery } from '../search/query/types.js';
import type { SearchMode, SearchOptions, SortOrder } from '../search/types.js';
import { addFilterOptions, type FilterOptions, toFilterText } from './filter-options.js';
import { addCommonOptions, addLimitOption, type CommonOptions, collect } from './options.js';
import type { OutputOptions } from './output/print-response.js';
import { PREVIEW_PROTOCOLS, type PreviewProtocol } from './preview/protocols.js';
import { readArguments } from './read-arguments.js';

const MODES: readonly SearchMode[] = ['hybrid', 'vector', 'text'];
const SORTS: readonly SortOrder[] = ['relevance', 'taken', 'name', 'size'];

/** Options of `search`, `similar` and `export` that decide what is found. */
export interface FindOptions extends FilterOptions {
  limit: number;
  mode?: SearchMode;
  sort?: SortOrder;
  reverse?: boolean;
  all?: boolean;
  minRelevance?: number;
  collapse?: boolean;
  cursor?: string;
  add?: string[];
  subtract?: string[];
}

/** Options of `search` and `similar`. */
export interface SearchCommandOptions extends CommonOptions, FindOptions, OutputOptions {
  /** `auto`: whatever this terminal can show. */
  preview?: PreviewProtocol | 'auto';
  open?: boolean;
  daemon?: boolean;
}

/**
 * Adds what decides what is found.
 * @param limit how many when nobody says
 */
export function addFindOptions(command: Command, limit = 20): Command {
  return addFilterOptions(addLimitOption(command, limit))
    .addOption(
      new Option('--mode <mode>', 'by meaning (vector), by words in names and metadata (text), or both').choices(MODES),
    )
    .addOption(new Option('--sort <order>', 'order within what fits').choices(SORTS))
    .option('--reverse', 'the other way round')
    .option('--all', 'no cut-off: ever less fitting photos, too')
    .option('--min-relevance <x>', 'leave out what fits less, 0 to 1', parseShare)
    .option('--collapse', 'show near-identical shots as one')
    .option('--no-collapse', 'show every shot (the default)')
    .option('--cursor <text>', 'go on after the page that ended with this cursor (nextCursor of --json)')
    .option(
      '--add <term>',
      'add to what is looked for: words, 2:words, a picture file; may be given several times',
      collect,
    )
    .option('--subtract <term>', 'take away from what is looked for; may be given several times', collect);
}

/** Adds what decides how it is shown. */
export function addOutputOptions(command: Command): Command {
  return addCommonOptions(command)
    .option('--ndjson', 'print one JSON document a result')
    .option('--paths', 'print paths only, one a line')
    .option('-0, --null', 'print paths only, each ended by a zero byte (for xargs -0)')
    .option('--format <template>', 'print a line a result, for example "{path}\\t{relevance}\\t{taken}"')
    .addOption(
      new Option('--preview [protocol]', 'show the pictures in a terminal that can')
        .choices(['auto', ...PREVIEW_PROTOCOLS])
        .preset('auto'),
    )
    .option('--open', 'open the best result with the program your system has for it')
    .option('--no-daemon', 'answer in this process even when a photoseek server or daemon is running');
}

/** How to find what was asked for, as the library takes it. */
export function toSearchOptions(options: FindOptions): SearchOptions {
  const { limit, mode, sort, reverse, all, minRelevance, collapse, cursor } = options;
  const said = { limit, mode, sort, reverse, all, minRelevance, collapse, cursor };
  // A person who asks once reads the true number; it costs some milliseconds.
  const asked = Object.entries(said).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(asked), exactTotal: true };
}

/**
 * The arguments and the options that say what is looked for, as one query.
 * @throws PhotoseekError `empty-query`, `bad-query`
 */
export function toQuery(words: readonly string[], options: FindOptions, cwd: string): ParsedQuery {
  const { add, subtract } = options;
  return readArguments(words, { add, subtract, filters: toFilterText(options, cwd) }, cwd);
}

function parseShare(text: string): number {
  const share = Number(text);
  if (text.trim() !== '' && share >= 0 && share <= 1) return share;
  throw new InvalidArgumentError('Expected a number from 0 to 1.');
}
