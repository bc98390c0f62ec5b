import { expect, it, vi } from 'vitest';
import { NativeGate } from '#src/vectors/engines/hnsw/native-gate.js';

it('a gate lets work in until it is shut, and is waited for until the work is done, or for as long as was said', () => {
  const owner = new NativeGate();
  const thread = new NativeGate(owner.shared);
  expect(thread.enter()).toBe(true);
  owner.shut();
  expect(thread.enter()).toBe(false);
  const wait = vi.spyOn(Atomics, 'wait');
  owner.waitUntilIdle(50);
  expect(wait.mock.calls[0]?.[3]).toBeGreaterThan(0);
  expect(wait.mock.calls[0]?.[3]).toBeLessThanOrEqual(50);
  expect(wait.mock.results.at(-1)?.value).toBe('timed-out');
  wait.mockClear();
  thread.leave();
  owner.waitUntilIdle(10_000);
  expect(wait).not.toHaveBeenCalled();
  wait.mockRestore();
});
