import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { throwIfAborted } from '../../errors.js';
import { openToRead } from '../../media/worker/read-file.js';
import { toFsPath } from '../../runtime/fs-path.js';
import type { CheckedFile } from '../../store/records.js';
import type { LibraryCore } from '../core.js';
import type { Finding, VerifyOptions } from '../types/descriptions.js';

/** Files looked at on disk at the same time. */
const AT_ONCE = 64;

/** Paths that a message names. */
const MAX_NAMED = 10;

/** `touched`: only the inode changed since (rights, links, or an edit that set the time back). */
type State = 'same' | 'gone' | 'changed' | 'touched';

/**
 * Compares the files on disk with the catalogue. The disk may have moved on since the last index run: that is no fault of the library. With
 * `content`, the bytes of files that seem unchanged are compared, too.
 */
export async function checkFiles(
  { catalogue }: Pick<LibraryCore, 'catalogue'>,
  { content = false, signal }: VerifyOptions,
): Promise<Finding[]> {
  const counts: Record<State, number> = { same: 0, gone: 0, changed: 0, touched: 0 };
  const read: ReadCounts = { examined: 0, unreadable: 0, different: [] };
  for (let last = 0; ; ) {
    throwIfAborted(signal);
    const files = catalogue.checks.listFilesAfter(last, AT_ONCE);
    const states = await Promise.all(files.map(compareStats));
    for (const state of states) counts[state]++;
    if (content) {
      for (const [i, file] of files.entries()) {
        throwIfAborted(signal);
        if (states[i] === 'same') await compareBytes(file, read);
      }
    }
    last = files.at(-1)?.id ?? last;
    if (files.length < AT_ONCE) break;
  }
  return [reportStats(counts), ...(content ? [reportBytes(read)] : [])];
}

async function compareStats({ path, sizeBytes, mtimeMs, ctimeMs, sha256 }: CheckedFile): Promise<State> {
  const stats = await stat(toFsPath(path)).catch(() => undefined);
  // A link that led nowhere still does.
  if (stats === undefined) return sha256 === null && sizeBytes === 0 ? 'same' : 'gone';
  if (stats.size !== sizeBytes || stats.mtimeMs !== mtimeMs) return 'changed';
  return ctimeMs === null || stats.ctimeMs === ctimeMs ? 'same' : 'touched';
}

function reportStats({ same, gone, changed, touched }: Record<State, number>): Finding {
  const wrong = gone + changed + touched;
  const message =
    wrong === 0
      ? 'Every file is as it was when it was indexed.'
      : `Since they were indexed, ${gone} files went away (or their disk did), ${changed} changed and ${touched} may have changed; photoseek index takes that up.`;
  return { check: 'files', state: 'ok', message, examined: same + wrong, wrong };
}

interface ReadCounts {
  examined: number;
  unreadable: number;
  different: string[];
}

async function compareBytes({ path, sha256 }: CheckedFile, read: ReadCounts): Promise<void> {
  // Files that could not be read as images have no content to compare with.
  if (sha256 === null) return;
  try {
    const hash = createHash('sha256');
    const handle = await openToRead(path);
    // The stream closes the handle.
    for await (const piece of handle.createReadStream({ highWaterMark: 1024 * 1024 })) hash.update(piece as Buffer);
    read.examined++;
    if (!hash.digest().equals(sha256)) read.different.push(path);
  } catch {
    read.unreadable++;
  }
}

function reportBytes({ examined, unreadable, different }: ReadCounts): Finding {
  const wrong = different.length + unreadable;
  const names = different.slice(0, MAX_NAMED).map((path) => JSON.stringify(path));
  const more = different.length > MAX_NAMED ? ` and ${different.length - MAX_NAMED} more` : '';
  const parts = [
    ...(unreadable > 0 ? [`${unreadable} files cannot be read.`] : []),
    ...(different.length > 0
      ? [
          `${different.length} files have other bytes than when they were indexed, with the size and times of before: ${names.join(', ')}${more}. If you edited them, photoseek index --force takes that up; otherwise their disk may be failing.`,
        ]
      : []),
  ];
  const message = wrong === 0 ? 'Every file has the bytes that were indexed.' : parts.join(' ');
  return { check: 'content', state: wrong === 0 ? 'ok' : 'lost', message, examined: examined + unreadable, wrong };
}
