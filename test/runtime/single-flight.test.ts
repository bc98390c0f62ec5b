import { expect, it, vi } from 'vitest';
import { SingleFlight } from '#src/runtime/single-flight.js';

it('does work once for callers that come meanwhile, and anew for later ones', async () => {
  let count = 0;
  const work = vi.fn(async () => ++count);
  const flight = new SingleFlight(work);
  expect(await Promise.all([flight.run(), flight.run()])).toEqual([1, 1]);
  expect(await flight.run()).toBe(2);
  expect(work).toHaveBeenCalledTimes(2);
});

it('does failed work anew, and settles whatever the outcome', async () => {
  const work = vi.fn(async () => 'done').mockRejectedValueOnce(new Error('away'));
  const flight = new SingleFlight(work);
  const failed = flight.run();
  await expect(failed).rejects.toThrow('away');
  await flight.settle();
  expect(await flight.run()).toBe('done');
});
