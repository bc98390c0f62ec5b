import type { Box, Library, SearchResponse, SearchResult } from '../../index.js';
import { formatLocation } from '../../model/format-location.js';
import { listPlaces } from '../../model/list-places.js';
import type { CommandContext } from '../context.js';
import { toFilterText } from '../declarations/filter-options.js';
import { type SearchCommandOptions, toQuery, toSearchOptions } from '../declarations/search-options.js';
import { toOpenOptions } from '../options.js';
import { openFile } from '../output/open-file.js';
import { printable } from '../output/printable.js';
import { quoteForShell } from '../output/quote-for-shell.js';
import { createPrinter } from '../output/results/print-response.js';
import { detectProtocol } from '../preview/detect-protocol.js';
import { showPreviews } from '../preview/show-previews.js';
import { findFileReadAsWords } from '../read-arguments.js';
import { readTarget } from '../read-target.js';

/** `photoseek search QUERY…` */
export async function runSearchCommand(
  args: readonly string[],
  options: SearchCommandOptions,
  context: CommandContext,
): Promise<void> {
  const query = toQuery(args, options, context.cwd);
  await answer(options, context, (library) => library.search(query, toSearchOptions(options)));
  const file = options.quiet || options.json ? undefined : findFileReadAsWords(args, context.cwd);
  if (file !== undefined)
    context.stderr.write(
      `${context.colours.yellow('note:')} The name of ${printable(file)} was read as words. Photos that look like it: photoseek similar ${quoteForShell(printable(file))}\n`,
    );
}

/** `photoseek similar IMAGE` */
export async function runSimilarCommand(
  image: string,
  options: SearchCommandOptions & { box?: Box },
  context: CommandContext,
): Promise<void> {
  const { box } = options;
  const target = { ...(await readTarget(image, context.cwd)), ...(box && { box }) };
  const filters = toFilterText(options, context.cwd);
  await answer(options, context, (library) => library.similar(target, { ...toSearchOptions(options), filters }));
}

async function answer(
  options: SearchCommandOptions,
  context: CommandContext,
  ask: (library: Library) => Promise<SearchResponse>,
): Promise<void> {
  const print = await createPrinter(options, context);
  const library = await context.open(toOpenOptions(options, { create: false, oneShot: true }));
  try {
    const response = await ask(library);
    print(response);
    const [best] = response.results;
    if (options.preview) await preview(library, response, options, context);
    if (options.open && best !== undefined) await open(library, best, context);
  } finally {
    await library.close();
  }
}

/** Opens the best result where it answers the query, and says where that is when its program begins at the start. */
async function open(library: Library, best: SearchResult, { stderr, colours }: CommandContext): Promise<void> {
  const { path } = await library.original(best.id);
  const [place] = listPlaces(best);
  if ((await openFile(path, place)) || place === undefined) return;
  const where = formatLocation(place);
  if (where !== undefined) stderr.write(`${colours.yellow('note:')} The best match is ${printable(where)}.\n`);
}

async function preview(
  library: Library,
  { results }: SearchResponse,
  options: SearchCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { stderr, colours } = context;
  const protocol = options.preview === 'auto' ? detectProtocol(process.env) : options.preview;
  if (protocol !== undefined) return showPreviews(library, results, protocol, context);
  if (options.quiet) return;
  stderr.write(
    `${colours.yellow('note:')} This terminal does not announce a protocol for images. If it has one: --preview kitty, iterm2 or sixel.\n`,
  );
}
