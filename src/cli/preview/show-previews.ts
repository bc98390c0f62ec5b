import type { Library, SearchResult } from '../../index.js';
import type { CommandContext } from '../context.js';
import { printable } from '../printable.js';
import { encodePreview, type PreviewProtocol } from './protocols.js';

/** Longest side of a picture in the terminal, in pixels. */
const EDGE = 240;

/** Pictures below each other; more would scroll the best away. */
const MOST = 10;

/** Shows the first results as pictures, each below its number. A photo whose file is gone is passed over with a word. */
export async function showPreviews(
  library: Pick<Library, 'preview'>,
  results: readonly SearchResult[],
  protocol: PreviewProtocol,
  { stdout, stderr, colours }: CommandContext,
): Promise<void> {
  for (const [i, { id, path }] of results.slice(0, MOST).entries()) {
    try {
      const picture = await encodePreview(await library.preview(id, EDGE), protocol);
      stdout.write(`${colours.dim(`${i + 1}`)}\n${picture}\n`);
    } catch (error) {
      stderr.write(`${colours.yellow('note:')} ${printable(`${path}: ${(error as Error).message}`)}\n`);
    }
  }
}
