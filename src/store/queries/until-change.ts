/**
 * A reader that reads once until something changes.
 * @param changeStamp differs after each change, whichever process made it
 */
export function untilChange<T>(changeStamp: () => string, read: () => T): () => T {
  let last: { stamp: string; value: T } | undefined;
  return () => {
    const stamp = changeStamp();
    if (last?.stamp !== stamp) last = { stamp, value: read() };
    return last.value;
  };
}
