import type { ExpandOptions } from '../options.js';

/** A stretch of a video whose frames are chosen together. */
export interface Window {
  fromMs: number;
  toMs: number;
  /** Most frames that are chosen, at least 1. */
  most: number;
}

/** An interrupted run begins again at a window; all candidates of one are in memory at a time. */
const WINDOW_MS = 120_000;

/**
 * Divides a video into windows of equal length, and the most frames among them: as many for each stretch of time.
 * @param fromMs windows that end earlier are left out
 */
export function planWindows(
  durationMs: number,
  { framesPerMinute, maxFrames }: Pick<ExpandOptions, 'framesPerMinute' | 'maxFrames'>,
  fromMs: number,
): Window[] {
  const most = Math.max(1, Math.min(maxFrames, Math.ceil((framesPerMinute * durationMs) / 60_000)));
  const count = Math.max(1, Math.min(most, Math.ceil(durationMs / WINDOW_MS)));
  const windows = Array.from({ length: count }, (_, i) => ({
    fromMs: Math.floor((durationMs * i) / count),
    // Durations in headers are rounded: the last frame may lie a little behind.
    toMs: i === count - 1 ? durationMs + 1000 : Math.floor((durationMs * (i + 1)) / count),
    most: Math.floor((most * (i + 1)) / count) - Math.floor((most * i) / count),
  }));
  return windows.filter(({ toMs }) => toMs > fromMs);
}
