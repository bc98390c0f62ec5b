import pc from 'picocolors';
import type { SearchResponse, SearchResult } from '../search/types.js';
import type { CommonOptions } from './options.js';

/** Prints an answer: a line a photo, best first, or one JSON document; notices go to stderr. */
export function printResponse(response: SearchResponse, options: CommonOptions): void {
  const { query, results, notices, tookMs, timings } = response;
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ query, results, notices, tookMs, timings })}\n`);
    return;
  }
  const width = String(results.length).length;
  for (const [i, result] of results.entries())
    process.stdout.write(`${formatResult(result, String(i + 1).padStart(width))}\n`);
  if (options.quiet) return;
  for (const notice of notices) process.stderr.write(`${pc.yellow('note:')} ${notice.message}\n`);
  if (results.length > 0) process.stderr.write(pc.dim(`${results.length} photos in ${Math.round(tookMs)} ms\n`));
}

function formatResult(result: SearchResult, rank: string): string {
  const score = result.identical ? 'identical' : (result.cosine ?? 0).toFixed(3);
  const facts = `${result.width}×${result.height} ${result.format}`;
  const copies = result.otherPaths
    .map((path) => `\n${' '.repeat(rank.length + 7)}${pc.dim('also')} ${printable(path)}`)
    .join('');
  return `${pc.dim(rank)}  ${pc.bold(score)}  ${printable(result.path)}  ${pc.dim(facts)}${copies}`;
}

/** A name may hold a line break or a terminal's control codes: shown, never sent. */
export function printable(path: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to replace
  return path.replace(/[\u0000-\u001f\u007f-\u009f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
