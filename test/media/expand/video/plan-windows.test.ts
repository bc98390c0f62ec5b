import { describe, expect, it } from 'vitest';
import { planWindows } from '#src/media/expand/video/plan-windows.js';

const options = { framesPerMinute: 60, maxFrames: 240 };
const MINUTE = 60_000;

describe('windows of a video', () => {
  it('is one for a short video, which has at least one frame', () => {
    expect(planWindows(5000, options, 0)).toEqual([{ fromMs: 0, toMs: 6000, most: 5 }]);
    expect(planWindows(1, options, 0)).toEqual([{ fromMs: 0, toMs: 1001, most: 1 }]);
  });

  it.each([1, 7, 61, 120, 1440])('touch one another and share the frames evenly: %i minutes', (minutes) => {
    const windows = planWindows(minutes * MINUTE, options, 0);
    expect(windows[0]?.fromMs).toBe(0);
    for (const [i, { fromMs }] of windows.slice(1).entries()) expect(fromMs).toBe(windows[i]?.toMs);
    expect(windows.at(-1)?.toMs).toBe(minutes * MINUTE + 1000);
    const most = windows.map((window) => window.most);
    expect(most.reduce((sum, count) => sum + count)).toBe(Math.min(240, 60 * minutes));
    expect(Math.max(...most) - Math.min(...most)).toBeLessThanOrEqual(1);
    expect(Math.min(...most)).toBeGreaterThanOrEqual(1);
  });

  it('that end before an interrupted run has come are left out; the others are the same', () => {
    const all = planWindows(60 * MINUTE, options, 0);
    expect(planWindows(60 * MINUTE, options, 31 * MINUTE)).toEqual(all.slice(4));
  });
});
