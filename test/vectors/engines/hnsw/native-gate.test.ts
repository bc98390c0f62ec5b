import { expect, it } from 'vitest';
import { NativeGate } from '#src/vectors/engines/hnsw/native-gate.js';

it('a gate lets work in until it is shut, and is waited for until the work is done, or for as long as was said', () => {
  const owner = new NativeGate();
  const thread = new NativeGate(owner.shared);
  expect(thread.enter()).toBe(true);
  owner.shut();
  expect(thread.enter()).toBe(false);
  const startedAt = performance.now();
  owner.waitUntilIdle(50);
  expect(performance.now() - startedAt).toBeGreaterThan(45);
  thread.leave();
  owner.waitUntilIdle(10_000);
  expect(performance.now() - startedAt).toBeLessThan(5000);
});
