import type { IndexReport } from '../../indexer/progress/events.js';
import type { CommonOptions } from '../options.js';
import { coloursFor } from './colours.js';
import { printable } from './printable.js';

/** More failures are only counted; `--json` has them all. */
const MAX_LISTED = 200;

/** Prints the report of a run: a line of counts, then each unreadable file with the reason. */
export function showIndexReport(report: IndexReport, options: CommonOptions): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return;
  }
  if (!options.quiet) process.stdout.write(`${formatCounts(report)}\n`);
  const { yellow, dim } = coloursFor(process.stderr);
  for (const root of report.missingRoots) {
    process.stderr.write(`${yellow('missing:')} ${printable(root)} is unreachable; its files stay in the library.\n`);
  }
  for (const { code, path, message } of options.quiet ? [] : report.notices.slice(0, MAX_LISTED)) {
    // One notice stands for all films: the path of the first would pass for the only one.
    const about = code === 'needs-ffmpeg' ? '' : `${printable(path)}: `;
    process.stderr.write(`${yellow('note:')} ${about}${printable(message)}\n`);
  }
  for (const { path, code, message } of report.failed.slice(0, MAX_LISTED)) {
    process.stderr.write(`${yellow('failed:')} ${printable(path)}: ${message} ${dim(`[${code}]`)}\n`);
  }
  const more = report.failed.length - MAX_LISTED;
  if (more > 0) process.stderr.write(`… and ${more} more; --json lists them all.\n`);
}

function formatCounts(report: IndexReport): string {
  const { indexed, reused, refreshed, detected, unchanged, removed, failed, skipped, tookMs } = report;
  if (indexed + reused + refreshed + detected + unchanged + removed + failed.length === 0)
    return 'No images were found.';
  const seconds = tookMs / 1000;
  const rate = indexed > 0 && seconds > 0 ? `, ${(indexed / seconds).toFixed(0)} files/s` : '';
  const parts = [
    `${coloursFor(process.stdout).bold(String(indexed))} indexed`,
    ...(reused > 0 ? [`${reused} duplicates or renames`] : []),
    ...(refreshed > 0 ? [`${refreshed} with metadata read again`] : []),
    ...(detected > 0 ? [`${detected} looked at again for text, things or colours`] : []),
    `${unchanged} unchanged`,
    `${removed} removed`,
    `${failed.length} failed`,
    ...(skipped > 0 ? [`${skipped} other ${skipped === 1 ? 'file' : 'files'} skipped`] : []),
  ];
  return `${parts.join(', ')} (${seconds.toFixed(1)} s${rate})`;
}
