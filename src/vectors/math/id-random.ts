/**
 * Random numbers that depend on an id only, each 0…1. Mulberry32: with simpler generators the numbers of one id resemble those of the next.
 */
export function createIdRandom(id: number): () => number {
  let state = Math.imul(id, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
