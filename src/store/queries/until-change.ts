/**
 * A reader that reads once until something changes.
 * @param changeStamp differs after each change, whichever process made it
 * @returns takes a stamp that was read before: what is given was there then, or came later
 */
export function untilChange<T>(changeStamp: () => string, read: () => T): (stamp?: string) => T {
  let last: { stamp: string; value: T } | undefined;
  return (stamp = changeStamp()) => {
    if (last?.stamp !== stamp) last = { stamp, value: read() };
    return last.value;
  };
}
