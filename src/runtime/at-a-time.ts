/**
 * Does work for each item, for some at the same time. The first error is thrown when all that had begun have ended, and no other is begun after it: nothing goes on
 * behind the back of who tries again.
 */
export async function workAtATime<T>(
  count: number,
  items: Iterable<T>,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const next = items[Symbol.iterator]();
  let hasFailed = false;
  const goOn = async () => {
    for (let one = next.next(); !one.done && !hasFailed; one = next.next())
      try {
        await work(one.value);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
  };
  const ended = await Promise.allSettled(Array.from({ length: count }, goOn));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}
