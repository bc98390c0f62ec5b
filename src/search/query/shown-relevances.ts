/** The parts of a result that decide which number is shown beside it. */
export interface Rated {
  relevance: number | null;
  matched: readonly string[];
}

/**
 * The relevances that a person sees beside results in their order: they never rise on the way down. A photo that its name or metadata lifts has none:
 * its place comes from two lists, and no number of one of them explains it. Where several models are fused, those that would rise are left out.
 * @param isByRelevance whether the results are in the order of relevance, the best first
 * @param least the smallest one that was shown on the pages before
 */
export function listShownRelevances(
  results: readonly Rated[],
  isByRelevance: boolean,
  least = 1,
): { shown: (number | null)[]; least: number } {
  let smallest = least;
  const shown = results.map(({ relevance, matched }) => {
    if (!isByRelevance || relevance === null || relevance > smallest || findTextReason(matched) !== undefined)
      return null;
    smallest = relevance;
    return relevance;
  });
  return { shown, least: smallest };
}

/** The field whose text brought a photo among the results, or lifted it. */
export function findTextReason(matched: readonly string[]): string | undefined {
  return matched.find((reason) => reason !== 'vector');
}
