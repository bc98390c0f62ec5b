import type { ExpandOptions } from '../options.js';

/** A stretch of a video whose frames are chosen together. */
export interface Window {
  fromMs: number;
  toMs: number;
  /** Most frames that are chosen, at least 1. */
  most: number;
}

/**
 * An interrupted run begins again at a window; all candidates of one are in memory at a time. Where few frames are chosen, windows are longer: a
 * process that decodes one takes as long to start as to decode six key frames.
 */
const [LEAST_WINDOW_MS, MOST_WINDOW_MS] = [120_000, 480_000];

/** Frames that a window has at least, as far as it is not too long. */
const LEAST_FRAMES = 32;

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
  const wanted = Math.min(Math.ceil(durationMs / LEAST_WINDOW_MS), Math.ceil(most / LEAST_FRAMES));
  const count = Math.max(1, Math.min(most, Math.max(wanted, Math.ceil(durationMs / MOST_WINDOW_MS))));
  const windows = Array.from({ length: count }, (_, i) => ({
    fromMs: Math.floor((durationMs * i) / count),
    // Durations in headers are rounded: the last frame may lie a little behind.
    toMs: i === count - 1 ? durationMs + 1000 : Math.floor((durationMs * (i + 1)) / count),
    most: Math.floor((most * (i + 1)) / count) - Math.floor((most * i) / count),
  }));
  return windows.filter(({ toMs }) => toMs > fromMs);
}
