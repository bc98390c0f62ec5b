import type { Filter } from '../../model/filter.js';
import type { SearchContext } from '../context.js';
import type { AskedQuery, QueryRead } from '../model.js';
import { printFilter, printTerms } from '../query/print-query.js';
import type { CheckedOptions } from '../read-options.js';
import { isWithoutColours } from './read-looks.js';

/** Screens and pages are black and white, too, and nobody asks for them so. */
const BLACK_AND_WHITE: readonly Filter[] = [
  { condition: { field: 'is', value: 'bw' }, negated: false },
  { condition: { field: 'is', value: 'screenshot' }, negated: true },
  { condition: { field: 'is', value: 'paper' }, negated: true },
];

/**
 * Reads a query that asks for pictures without colours and nothing else (`black and white photos`) as the filter `is:bw`: encoders find goats that are
 * black and white. Words in quotation marks stay as they are, and so do those of a library without such photos, which may not be measured yet.
 */
export function readLookAlone(
  { catalogue, spaces, scope }: SearchContext,
  query: AskedQuery,
  { mode }: Pick<CheckedOptions, 'mode'>,
): QueryRead | undefined {
  const [term, ...others] = query.terms;
  if (mode !== 'hybrid' || term === undefined || others.length > 0 || term.weight !== 1) return undefined;
  if (!('text' in term.source) || term.isQuoted || !isWithoutColours(term.source.text)) return undefined;
  if (catalogue.filters.countMatching(BLACK_AND_WHITE, { scope, spaceId: spaces.default.row.id }) === 0)
    return undefined;
  const typed = printTerms([{ kind: 'text', value: term.source.text, weight: 1, isQuoted: true }]);
  return {
    query: { ...query, terms: [], filters: [...query.filters, ...BLACK_AND_WHITE] },
    notices: [
      {
        code: 'query-read',
        message: `Photos without colours: ${BLACK_AND_WHITE.map(printFilter).join(' ')}.`,
        suggestion: { kind: 'literal', query: typed },
      },
    ],
    isRead: true,
  };
}
