import { resolve } from 'node:path';
import type { Library, SearchResponse } from '../../index.js';
import type { CommandContext } from '../context.js';
import { toFilterText } from '../filter-options.js';
import { toOpenOptions } from '../options.js';
import { openFile } from '../output/open-file.js';
import { createPrinter } from '../output/print-response.js';
import { detectProtocol } from '../preview/detect-protocol.js';
import { showPreviews } from '../preview/show-previews.js';
import { type SearchCommandOptions, toQuery, toSearchOptions } from '../search-options.js';

/** `photoseek search QUERY…` */
export async function runSearchCommand(
  args: readonly string[],
  options: SearchCommandOptions,
  context: CommandContext,
): Promise<void> {
  const query = toQuery(args, options, context.cwd);
  await answer(options, context, (library) => library.search(query, toSearchOptions(options)));
}

/** `photoseek similar FILE` */
export async function runSimilarCommand(
  file: string,
  options: SearchCommandOptions,
  context: CommandContext,
): Promise<void> {
  const path = resolve(context.cwd, file);
  const filters = toFilterText(options, context.cwd);
  await answer(options, context, (library) => library.similar({ path }, { ...toSearchOptions(options), filters }));
}

async function answer(
  options: SearchCommandOptions,
  context: CommandContext,
  ask: (library: Library) => Promise<SearchResponse>,
): Promise<void> {
  const print = createPrinter(options, context);
  const library = await context.open(toOpenOptions(options, { create: false, oneShot: true }));
  try {
    const response = await ask(library);
    print(response);
    const [best] = response.results;
    if (options.preview) await preview(library, response, options, context);
    if (options.open && best !== undefined) await openFile((await library.original(best.id)).path);
  } finally {
    await library.close();
  }
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
