/** The parts of a result that decide which number is shown beside it. */
export interface Rated {
  relevance: number | null;
  matched: readonly string[];
}

/**
 * The relevances that a person sees beside results in their order: they never rise on the way down. Where they would, photos that their names or metadata
 * lift have none: the place of such a photo comes from two lists, and no number of one of them explains it. So have those of several models that would rise.
 * @param isByRelevance whether the results are in the order of relevance, the best first
 * @param least the smallest one that was shown on the pages before
 */
export function listShownRelevances(
  results: readonly Rated[],
  isByRelevance: boolean,
  least = 1,
): { shown: (number | null)[]; least: number } {
  const rated = isByRelevance ? results.map(({ relevance }) => relevance) : results.map(() => null);
  const whole = takeDescending(rated, least);
  if (whole.shown.every((relevance, i) => relevance === rated[i])) return whole;
  const byVector = results.map(({ matched }, i) => (findTextReason(matched) === undefined ? (rated[i] ?? null) : null));
  return takeDescending(byVector, least);
}

/** Leaves out what rises. */
function takeDescending(numbers: readonly (number | null)[], least: number) {
  let smallest = least;
  const shown = numbers.map((number) => {
    if (number === null || number > smallest) return null;
    smallest = number;
    return number;
  });
  return { shown, least: smallest };
}

/** The field whose text brought a photo among the results, or lifted it. */
export function findTextReason(matched: readonly string[]): string | undefined {
  return matched.find((reason) => reason !== 'vector');
}
