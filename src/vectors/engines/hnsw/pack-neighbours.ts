import type { Neighbours } from '../../port.js';

/** Answers in one array, which is sent between threads faster than lists: for each answer its length, its ids, its cosines. */
export function packNeighbours(answers: readonly Neighbours[]): Float64Array {
  const packed = new Float64Array(answers.reduce((sum, { ids }) => sum + 1 + 2 * ids.length, 0));
  let at = 0;
  for (const { ids, cosines } of answers) {
    packed[at++] = ids.length;
    packed.set(ids, at);
    packed.set(cosines, at + ids.length);
    at += 2 * ids.length;
  }
  return packed;
}

export function unpackNeighbours(packed: Float64Array): Neighbours[] {
  const answers: Neighbours[] = [];
  for (let at = 0; at < packed.length; ) {
    const count = packed[at++] as number;
    answers.push({ ids: toList(packed, at, count), cosines: toList(packed, at + count, count) });
    at += 2 * count;
  }
  return answers;
}

/** Several times as fast as `Array.from`. */
function toList(numbers: Float64Array, from: number, count: number): number[] {
  const list = new Array<number>(count);
  for (let i = 0; i < count; i++) list[i] = numbers[from + i] as number;
  return list;
}
