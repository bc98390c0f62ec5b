import { expect, it } from 'vitest';
import { toIsoDay, toIsoMinute } from '#src/runtime/iso-date.js';

it('a moment is written in local time, the year first', () => {
  const ms = new Date(2024, 6, 2, 9, 5, 59).getTime();
  expect(toIsoMinute(ms)).toBe('2024-07-02 09:05');
  expect(toIsoDay(ms)).toBe('2024-07-02');
});
