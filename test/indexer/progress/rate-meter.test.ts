import { describe, expect, it } from 'vitest';
import { RateMeter } from '#src/indexer/progress/rate-meter.js';

describe('RateMeter', () => {
  it('says nothing before there are two marks', () => {
    const meter = new RateMeter();
    expect([meter.ratePerSecond, meter.etaMs(10)]).toEqual([0, null]);
    meter.mark(0, 1000);
    expect([meter.ratePerSecond, meter.etaMs(10)]).toEqual([0, null]);
  });

  it('gives the rate and the time that is left', () => {
    const meter = new RateMeter();
    meter.mark(0, 1000);
    meter.mark(20, 3000);
    expect(meter.ratePerSecond).toBe(10);
    expect(meter.etaMs(50)).toBe(3000);
    expect(meter.etaMs(20)).toBe(0);
  });

  it('forgets what was longer ago than its window', () => {
    const meter = new RateMeter(10_000);
    for (let s = 0; s <= 20; s++) meter.mark(s * 100, s * 1000);
    for (let s = 21; s <= 40; s++) meter.mark(2000 + (s - 20), s * 1000);
    expect(meter.ratePerSecond).toBeCloseTo(1, 5);
  });

  it('keeps saying how slow it is when the marks lie further apart than its window', () => {
    const meter = new RateMeter(1000);
    meter.mark(0, 0);
    meter.mark(1, 60_000);
    meter.mark(2, 120_000);
    expect(meter.ratePerSecond).toBeCloseTo(1 / 60, 5);
  });

  it('has no time to say while nothing is done', () => {
    const meter = new RateMeter();
    meter.mark(0, 0);
    meter.mark(0, 5000);
    expect([meter.ratePerSecond, meter.etaMs(10)]).toEqual([0, null]);
  });

  it('is not misled by two marks at the same moment', () => {
    const meter = new RateMeter();
    meter.mark(0, 0);
    meter.mark(10, 0);
    expect([meter.ratePerSecond, meter.etaMs(20)]).toEqual([0, null]);
  });
});
