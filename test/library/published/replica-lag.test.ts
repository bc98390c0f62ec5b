import { describe, expect, it } from 'vitest';
import { ReplicaLag } from '#src/library/published/read/replica/lag.js';

describe('the lag of a replica', () => {
  const measure = (lag: ReplicaLag, primary: number, replica: number, atMs: number, ageSeconds = 0) =>
    lag.measure({ primary: BigInt(primary), replica: BigInt(replica) }, atMs, ageSeconds);

  it('is nothing while nothing is published, however old the last change is', () => {
    const lag = new ReplicaLag();
    for (const atMs of [0, 5000, 3_600_000]) expect(measure(lag, 7, 7, atMs, 86_400)).toBe(0);
    // One that has just been published is not as old as the one before.
    expect(measure(lag, 8, 7, 3_601_000, 86_400)).toBe(0);
    expect(measure(lag, 8, 7, 3_603_000, 86_402)).toBe(2);
  });

  it('is the time of the oldest change that it does not show', () => {
    const lag = new ReplicaLag();
    expect(measure(lag, 1, 1, 0)).toBe(0);
    expect(measure(lag, 2, 1, 1000)).toBe(0);
    expect(measure(lag, 5, 1, 4000)).toBe(3);
    expect(measure(lag, 9, 2, 6000)).toBe(2);
    expect(measure(lag, 9, 4, 8000)).toBe(4);
    expect(measure(lag, 9, 5, 9000)).toBe(3);
    expect(measure(lag, 9, 9, 10_000)).toBe(0);
    expect(measure(lag, 10, 9, 60_000)).toBe(0);
  });

  it('is what the replica says before it was looked at for the first time', () => {
    expect(measure(new ReplicaLag(), 8, 7, 1_000_000, 120)).toBe(120);
  });

  it('begins again after everything was published anew', () => {
    const lag = new ReplicaLag();
    measure(lag, 500, 400, 0);
    expect(measure(lag, 3, 3, 5000)).toBe(0);
    expect(measure(lag, 4, 3, 6000)).toBe(0);
    expect(measure(lag, 4, 3, 9000)).toBe(3);
  });

  it('of a replica that never comes is measured without remembering every change', () => {
    const lag = new ReplicaLag();
    for (let i = 1; i <= 10_000; i++) measure(lag, i, 0, i * 1000);
    expect(measure(lag, 10_001, 0, 10_001_000)).toBe(10_000);
    expect(measure(lag, 10_001, 1500, 10_001_000)).toBe(8500);
  });
});
