import { expect, it } from 'vitest';
import { untilChange } from '#src/store/queries/until-change.js';

it('reads once until the stamp differs', () => {
  let stamp = '1 1';
  let reads = 0;
  const read = untilChange(
    () => stamp,
    () => ++reads,
  );
  expect([read(), read()]).toEqual([1, 1]);
  stamp = '1 2';
  expect([read(), read()]).toEqual([2, 2]);
});

it('takes a stamp that the caller has read before, and reads anew for another one', () => {
  let reads = 0;
  const read = untilChange(
    () => 'now',
    () => ++reads,
  );
  expect([read('before'), read('before'), read(), read('now'), read('before')]).toEqual([1, 1, 2, 2, 3]);
});
