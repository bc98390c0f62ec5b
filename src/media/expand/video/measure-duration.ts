import { PhotoseekError } from '../../../errors.js';
import { runTool } from '../../tools/run-tool.js';
import type { VideoTools } from '../options.js';
import { SAFE_INPUT, toInput } from './ffmpeg-input.js';
import type { VideoProbe } from './video-probe.js';

/** Longer videos do not exist: a header that says so is wrong. */
const LONGEST_MS = 24 * 3_600_000;

const LIMITS = { limitMs: 40_000, maxBytes: 4_000_000 };

/**
 * How long a video is. Recordings of browsers and of broadcasts do not say so, and hostile headers lie: then the packets are read to the end,
 * which need not be decoded.
 * @returns milliseconds, at least 1
 * @throws PhotoseekError `decoder-timeout`
 */
export async function measureDuration(path: string, probe: VideoProbe, { ffmpeg }: VideoTools): Promise<number> {
  if (probe.durationMs !== null && probe.durationMs <= LONGEST_MS) return probe.durationMs;
  const args = [
    ...['-nostdin', '-v', 'error', '-nostats', '-progress', 'pipe:1', ...SAFE_INPUT, '-i', toInput(path)],
    ...['-map', `0:${probe.stream}`, '-c', 'copy', '-f', 'null', '-'],
  ];
  const { output, isTimedOut } = await runTool(ffmpeg, args, LIMITS);
  if (isTimedOut) throw new PhotoseekError('decoder-timeout', 'ffmpeg took too long to find the end of this video.');
  const times = [...output.toString('latin1').matchAll(/^out_time_us=(\d+)/gm)].map(([, us]) => Number(us) / 1000);
  return Math.min(LONGEST_MS, Math.max(1, Math.ceil(times.at(-1) ?? 1)));
}
