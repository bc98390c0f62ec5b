/** Changes that are remembered until the replica shows them: an hour of them. */
const MOST_SEEN = 2000;

/**
 * For how long a replica has been behind, by what it shows: works for any kind of replication, and is nothing while nothing is published, as the age of the last
 * transaction would not be.
 */
export class ReplicaLag {
  /** When the primary was seen with which change first, of those that the replica was not seen with. */
  #seen: { stamp: bigint; atMs: number }[] = [];
  #isFirst = true;

  /**
   * @param stamps of what is published, as both were asked for it
   * @param ageSeconds of the last transaction that the replica has seen, where it says so: how far it was behind before it was looked at first
   * @returns seconds
   */
  measure(stamps: { primary: bigint; replica: bigint }, nowMs: number, ageSeconds: number): number {
    const { primary, replica } = stamps;
    this.#seen = this.#seen.filter(({ stamp }) => stamp > replica && stamp <= primary);
    const isNew = primary > (this.#seen.at(-1)?.stamp ?? replica);
    if (isNew && this.#seen.length < MOST_SEEN)
      this.#seen.push({ stamp: primary, atMs: nowMs - (this.#isFirst ? ageSeconds * 1000 : 0) });
    this.#isFirst = false;
    const [oldest] = this.#seen;
    return oldest === undefined ? 0 : Math.max(0, (nowMs - oldest.atMs) / 1000);
  }
}
