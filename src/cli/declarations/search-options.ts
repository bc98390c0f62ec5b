import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ParsedQuery } from '../../search/query/types.js';
import type { SearchMode, SearchOptions, SortOrder } from '../../search/types/request.js';
import {
  addCommonOptions,
  addLimitOption,
  type CommonOptions,
  collect,
  parseLanguage,
  parseShare,
} from '../options.js';
import type { OutputOptions } from '../output/results/print-response.js';
import { PREVIEW_PROTOCOLS, type PreviewProtocol } from '../preview/protocols.js';
import { readArguments } from '../read-arguments.js';
import { addFilterOptions, type FilterOptions, toFilterText } from './filter-options.js';

const MODES: readonly SearchMode[] = ['hybrid', 'vector', 'text'];
const SORTS: readonly SortOrder[] = ['relevance', 'taken', 'name', 'size'];

/** Options of `search`, `similar` and `export` that select the results. */
export interface FindOptions extends FilterOptions {
  limit: number;
  mode?: SearchMode;
  sort?: SortOrder;
  reverse?: boolean;
  all?: boolean;
  minRelevance?: number;
  collapse?: boolean;
  stack?: boolean;
  language?: string;
  models?: string[];
  cursor?: string;
  add?: string[];
  subtract?: string[];
}

/** Options of `search` and `similar`. */
export interface SearchCommandOptions extends CommonOptions, FindOptions, OutputOptions {
  /** `auto`: the protocol of this terminal. */
  preview?: PreviewProtocol | 'auto';
  open?: boolean;
  daemon?: boolean;
}

/**
 * Adds the options that select the results.
 * @param limit default of `--limit`
 */
export function addFindOptions(command: Command, limit = 20): Command {
  return addFilterOptions(addLimitOption(command, limit))
    .addOption(
      new Option('--mode <mode>', 'by vectors, by text in names and metadata, or hybrid (both)').choices(MODES),
    )
    .addOption(new Option('--sort <order>', 'order of the relevant results').choices(SORTS))
    .option('--reverse', 'reverse the order')
    .option('--all', 'no relevance threshold: return less relevant photos, too')
    .option('--min-relevance <x>', 'minimum relevance, 0 to 1', parseShare)
    .option('--collapse', 'show near-duplicates as one result')
    .option('--no-collapse', 'show every photo (the default)')
    .option('--stack', 'show the files of one shot as one result: RAW and JPEG, photo and film, original and edited')
    .option(
      '--language <code>',
      'language of the description, for example de or zh (default: it is recognised)',
      parseLanguage,
    )
    .option('--models <names>', 'models that answer, for example a,b (default: all that are in use)', parseNames)
    .option('--cursor <text>', 'continue after the page that ended with this cursor (nextCursor of --json)')
    .option('--add <term>', 'add a term: text, 2:text or an image file; may be given several times', collect)
    .option('--subtract <term>', 'subtract a term; may be given several times', collect);
}

/** Adds the options for the output. */
export function addOutputOptions(command: Command): Command {
  return addCommonOptions(command)
    .addOption(
      new Option('--ndjson', 'print one JSON document per result').conflicts(['json', 'paths', 'null', 'format']),
    )
    .addOption(new Option('--paths', 'print paths only, one per line').conflicts(['json', 'format']))
    .addOption(
      new Option('-0, --null', 'print paths only, each ended by a zero byte (for xargs -0)').conflicts([
        'json',
        'format',
      ]),
    )
    .option('--long', 'several lines per photo on a terminal, with id, camera and size')
    .addOption(
      new Option(
        '--format <template>',
        'print one line per result, for example "{path}\\t{relevance}\\t{taken}"',
      ).conflicts('json'),
    )
    .addOption(
      new Option('--preview [protocol]', 'show the images, in terminals that can')
        .choices(['auto', ...PREVIEW_PROTOCOLS])
        .preset('auto'),
    )
    .option('--open', 'open the best result with its default program, a film at its best moment ($PHOTOSEEK_PLAYER)')
    .option('--no-daemon', 'search in this process even when a photoseek server or daemon is running');
}

/** The options of a search, as the library takes them. */
export function toSearchOptions(options: FindOptions): SearchOptions {
  const { limit, mode, sort, reverse, all, minRelevance, collapse, stack, language, models, cursor } = options;
  const given = { limit, mode, sort, reverse, all, minRelevance, collapse, stack, language, models, cursor };
  // Nobody pages through the output of a terminal: the exact total is worth some milliseconds.
  const defined = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(defined), exactTotal: true };
}

/**
 * The arguments and the options with terms and filters as one query.
 * @throws PhotoseekError `empty-query`, `bad-query`
 */
export function toQuery(args: readonly string[], options: FindOptions, cwd: string): ParsedQuery {
  const { add, subtract } = options;
  return readArguments(args, { add, subtract, filters: toFilterText(options, cwd) }, cwd);
}

function parseNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => name !== '')) return names;
  throw new InvalidArgumentError('It must be names of models with commas between them.');
}
