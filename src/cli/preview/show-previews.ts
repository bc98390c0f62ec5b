import type { Library, SearchResult } from '../../index.js';
import { listPlaces } from '../../model/list-places.js';
import type { CommandContext } from '../context.js';
import { printable } from '../output/printable.js';
import { encodePreview, type PreviewProtocol } from './protocols.js';

/** Longest side of an image in the terminal, in pixels. */
const EDGE = 240;

/** More images would scroll the best results out of view. */
const MOST = 10;

/** Shows the first results as images, each below its rank. A photo whose file is gone is skipped with a note. */
export async function showPreviews(
  library: Pick<Library, 'preview'>,
  results: readonly SearchResult[],
  protocol: PreviewProtocol,
  { stdout, stderr, colours }: CommandContext,
): Promise<void> {
  for (const [i, result] of results.slice(0, MOST).entries()) {
    const { id, path } = result;
    try {
      const image = await encodePreview(library, { id, frame: listPlaces(result)[0]?.ordinal }, EDGE, protocol);
      stdout.write(`${colours.dim(`${i + 1}`)}\n${image}\n`);
    } catch (error) {
      stderr.write(`${colours.yellow('note:')} ${printable(`${path}: ${(error as Error).message}`)}\n`);
    }
  }
}
