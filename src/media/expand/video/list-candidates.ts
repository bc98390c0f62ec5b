import { runTool } from '../../tools/run-tool.js';
import { type Candidate, toCandidate } from './choose-frames.js';
import {
  type DecodeRequest,
  decodeFrameAt,
  decodeKeyFrames,
  hasFastKeyFrames,
  type VideoFrame,
} from './decode-frames.js';
import { SAFE_INPUT, toInput } from './ffmpeg-input.js';
import type { Window } from './plan-windows.js';

/** A stretch of this length gets a frame, also where there is no key frame. */
const LONGEST_GAP_MS = 10_000;

/** Frames in gaps are decoded one by one, each with all frames since the key frame before it: so many a window. */
const MOST_FILLED = 20;

/** Frames that are sought for each that may be chosen. */
const SOUGHT_FOR_EACH = 3;

/** Time for a window of two minutes: a hundred times what a video of 1080p takes. */
const PASS_LIMIT_MS = 50_000;

const LIST_LIMITS = { limitMs: 30_000, maxBytes: 16_000_000 };

/** The frames of a window that may be chosen, in their order: its key frames, and others where these are far apart. */
export async function listCandidates(request: DecodeRequest, window: Window): Promise<Candidate[]> {
  const candidates = hasFastKeyFrames(request.probe)
    ? await readKeyFrames(request, window)
    : await seekKeyFrames(request, window);
  for (const atMs of listGaps(
    candidates.map(({ frame }) => frame.atMs),
    window,
  ).slice(0, MOST_FILLED)) {
    const frame = await decodeFrameAt(request, atMs, true);
    if (frame !== undefined) candidates.push(toCandidate(frame));
  }
  return candidates.sort((a, b) => a.frame.atMs - b.frame.atMs);
}

async function readKeyFrames(request: DecodeRequest, window: Window): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for await (const frame of decodeKeyFrames(request, window, PASS_LIMIT_MS)) candidates.push(toCandidate(frame));
  return candidates;
}

async function seekKeyFrames(request: DecodeRequest, window: Window): Promise<Candidate[]> {
  const times = thin(await listKeyTimes(request, window), window);
  const found = new Map<number, VideoFrame>();
  for (const atMs of times) {
    // A key frame is sought a little behind its time, which is rounded.
    const frame = await decodeFrameAt(request, atMs + 1, false);
    if (frame !== undefined) found.set(frame.atMs, frame);
  }
  return [...found.values()].map(toCandidate);
}

/** The times of key frames, from the packets, which need not be decoded. */
async function listKeyTimes({ path, probe, tools }: DecodeRequest, { fromMs, toMs }: Window): Promise<number[]> {
  const interval = `${fromMs / 1000}%${toMs / 1000}`;
  const args = [
    ...['-v', 'error', ...SAFE_INPUT, '-read_intervals', interval, '-select_streams', String(probe.stream)],
    ...['-show_entries', 'packet=pts_time,flags', '-of', 'csv=p=0', toInput(path)],
  ];
  const { output } = await runTool(tools.ffprobe, args, LIST_LIMITS);
  const lines = output.toString('latin1').split('\n');
  const times = lines
    .filter((line) => line.includes('K'))
    .map((line) => Number.parseFloat(line) * 1000 - probe.startMs);
  return times.filter((atMs) => atMs >= fromMs && atMs < toMs).sort((a, b) => a - b);
}

/** Times that are far enough apart to be few. */
function thin(times: readonly number[], { fromMs, toMs, most }: Window): number[] {
  const apart = Math.max(1000, (toMs - fromMs) / (SOUGHT_FOR_EACH * most));
  let last = Number.NEGATIVE_INFINITY;
  return times.filter((atMs) => {
    if (atMs - last < apart) return false;
    last = atMs;
    return true;
  });
}

/** Times that divide the gaps between frames evenly. */
function listGaps(times: readonly number[], { fromMs, toMs }: Window): number[] {
  const edges = [...times, toMs];
  if (times.length === 0) edges.unshift(fromMs);
  const filled = edges.slice(0, -1).flatMap((start, i) => {
    const gap = (edges[i + 1] as number) - start;
    const count = Math.floor(gap / LONGEST_GAP_MS);
    return Array.from({ length: count }, (_, j) => start + (gap * (j + 1)) / (count + 1));
  });
  return times.length === 0 ? [fromMs, ...filled] : filled;
}
