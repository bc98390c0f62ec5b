import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../errors.js';
import { listTiffPages } from '../media/expand/documents/list-tiff-pages.js';
import { toFsPath } from '../runtime/fs-path.js';
import type { Catalogue } from '../store/catalogue.js';

/** Set when the TIFFs of a library were looked at. */
const SETTING = 'tiffPages';

/**
 * Finds the TIFFs of several pages that an earlier version stored with their first page only, and has the run expand them again. Once for each
 * library; only the directories of the files are read, and TIFFs of one page stay as they are. Where a file cannot be reached, the next run looks again.
 */
export async function reopenTiffs(catalogue: Catalogue, signal: AbortSignal | undefined): Promise<void> {
  if (catalogue.getSetting(SETTING) !== undefined) return;
  let isWhole = true;
  for (const { contentId, path } of catalogue.frames.listWhole('tiff')) {
    throwIfAborted(signal);
    const pages = countPages(path);
    isWhole &&= pages !== undefined;
    if (pages !== undefined && pages > 1) catalogue.files.outdateFrames(contentId);
    await setImmediate();
  }
  if (isWhole) catalogue.setSetting(SETTING, '1');
}

/** `undefined` for a file that cannot be read. */
function countPages(path: string): number | undefined {
  let file: number | undefined;
  try {
    const opened = openSync(toFsPath(path), 'r');
    file = opened;
    const read = (at: number, length: number) => {
      const buffer = Buffer.alloc(length);
      return buffer.subarray(0, readSync(opened, buffer, 0, length, at));
    };
    return listTiffPages(read).length;
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
