/** Interval between plain lines of progress. */
const LINE_EVERY_MS = 2000;

/**
 * Limits how often lines of progress are printed; time counts from this call, and from each line.
 * @returns whether it is time for another line, or the line is needed in any case
 */
export function createLineInterval(): (isNeeded?: boolean) => boolean {
  let shownAt = performance.now();
  return (isNeeded = false) => {
    const now = performance.now();
    if (!isNeeded && now - shownAt < LINE_EVERY_MS) return false;
    shownAt = now;
    return true;
  };
}
