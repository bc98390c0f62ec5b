import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { withinTime } from '#src/runtime/within-time.js';

const HOUR = 3_600_000;
const onLate = () => new Error('too late');

it('gives what work in time gives, or its error', async () => {
  expect(await withinTime(Promise.resolve(7), { ms: HOUR, onLate })).toBe(7);
  await expect(withinTime(Promise.reject(new Error('failed')), { ms: HOUR, onLate })).rejects.toThrow('failed');
});

it('ends with its own error after the time, and drops that of the work', async () => {
  const work = setTimeout(30).then(() => {
    throw new Error('unheard');
  });
  await expect(withinTime(work, { ms: 1, onLate })).rejects.toThrow('too late');
  await expect(work).rejects.toThrow('unheard');
});

it('ends when it is stopped', async () => {
  const stop = new AbortController();
  const ended = withinTime(new Promise(() => {}), { ms: HOUR, stop: stop.signal, onLate });
  stop.abort();
  await expect(ended).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
});
