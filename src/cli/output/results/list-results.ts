import { describeReason } from '../../../model/describe-reason.js';
import { formatLocation } from '../../../model/format-location.js';
import { listPlaces } from '../../../model/list-places.js';
import { findReasons } from '../../../model/reasons.js';
import { findTextReason, listShownRelevances } from '../../../search/query/shown-relevances.js';
import type { SearchResult } from '../../../search/types/answer.js';
import type { CommandContext } from '../../context.js';
import { printable } from '../printable.js';
import { describeMetadata } from './describe-metadata.js';
import { listCopies } from './list-copies.js';

/** One line per photo, for pipes and files: rank, relevance, path, details. */
export function formatLine(result: SearchResult, rank: string, reason: string, { colours }: CommandContext): string {
  const why = describeReasons(result);
  const details = [...(why === '' ? [] : [why]), ...describeMetadata(result).reverse()].join('  ');
  const duplicates = listCopies(result.otherPaths, printable)
    .map((copy) => `\n${' '.repeat(rank.length + 7)}${copy.replace(/^also/, colours.dim)}`)
    .join('');
  const score = reason === '' ? '' : `${colours.bold(reason)}  `;
  const { best, others } = describePlaces(result);
  const places = [best, others].filter((part) => part !== '').map((part) => `  ${printable(part)}`);
  return `${colours.dim(rank)}  ${score}${printable(result.path)}${places.join('')}  ${colours.dim(printable(details))}${duplicates}\n`;
}

/** Where in its file a result answers the query: `@ 1:23` or `p. 7`, and `also @ 4:10, @ 0:12`. Empty texts without a place. */
export function describePlaces(result: SearchResult): { best: string; others: string } {
  const [best = '', ...others] = listPlaces(result).flatMap((place) => formatLocation(place) ?? []);
  return { best, others: others.length === 0 ? '' : `also ${others.join(', ')}` };
}

/** The facts of the picture that the query asks for, in words: `red bus, 2 dogs`. The empty text where there is nothing that people could see. */
export function describeReasons({ evidence }: Pick<SearchResult, 'evidence'>): string {
  return [...new Set(findReasons(evidence).map(describeReason))].join(', ');
}

/**
 * Why each photo is where it is: its relevance, `identical`, or the field whose text matches. The empty text where the order has another reason.
 * @param print writes a relevance, 0…1
 */
export function listReasons(
  results: readonly SearchResult[],
  isByRelevance: boolean,
  print: (relevance: number) => string,
): string[] {
  const { shown } = listShownRelevances(results, isByRelevance);
  return results.map(({ identical, matched }, i) => {
    if (identical) return 'identical';
    const relevance = shown[i] ?? null;
    if (relevance !== null) return print(relevance);
    return (isByRelevance && findTextReason(matched)) || '';
  });
}
