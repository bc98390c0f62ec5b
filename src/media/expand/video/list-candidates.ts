import { runTool } from '../../tools/run-tool.js';
import { type Candidate, toCandidate } from './choose-frames.js';
import {
  type DecodeRequest,
  decodeFrameAt,
  decodeKeyFrames,
  decodeStretch,
  hasFastKeyFrames,
  type Stretch,
  type VideoFrame,
} from './decode-frames.js';
import { SAFE_INPUT, toInput } from './ffmpeg-input.js';
import type { Window } from './plan-windows.js';

/** Between these, two and twenty seconds, a gap is filled that is longer than two frames of the window are apart. */
const [LEAST_GAP_MS, MOST_GAP_MS] = [2000, 20_000];

/** Key frames of a pass are this far apart at least, as far as a window may have so many frames. */
const [LEAST_APART_MS, MOST_APART_MS] = [400, 3000];

/** Key frames of a pass that are kept at most: all of them are in memory. */
const MOST_KEYS = 240;

/** Key frames that are sought, for each frame that may be chosen. */
const SOUGHT_FOR_EACH = 1.5;

/** Seeks that run at a time: each is a process of one thread that waits for the disk first. */
const SEEKS_AT_A_TIME = 2;

/** Time from one key frame of a pass to the next: hundreds of times what a video of 1080p takes. */
const PASS_LIMIT_MS = 60_000;

/** Time for all gaps of a window, which are decoded whole. Of one that takes longer, the frames until then are there. */
const GAPS_LIMIT_MS = 40_000;

const LIST_LIMITS = { limitMs: 30_000, maxBytes: 16_000_000 };

/** The frames of a window that may be chosen, in their order: its key frames, and others where these are far apart. */
export async function listCandidates(request: DecodeRequest, window: Window): Promise<Candidate[]> {
  const spacing = (window.toMs - window.fromMs) / window.most;
  const keys = hasFastKeyFrames(request.probe)
    ? await readKeyFrames(request, window, chooseDistance(window, spacing))
    : await seekKeyFrames(request, window);
  const longest = clamp(2 * spacing, LEAST_GAP_MS, MOST_GAP_MS);
  const gaps = listGaps(keys, window, longest);
  const candidates = [...keys, ...(await fillGaps(request, gaps, longest / 2))];
  return candidates.sort((a, b) => a.frame.atMs - b.frame.atMs);
}

function chooseDistance({ fromMs, toMs }: Stretch, spacing: number): number {
  return Math.max(clamp(0.4 * spacing, LEAST_APART_MS, MOST_APART_MS), (toMs - fromMs) / MOST_KEYS);
}

async function readKeyFrames(request: DecodeRequest, window: Window, apartMs: number): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for await (const frame of decodeKeyFrames(request, window, { apartMs, limitMs: PASS_LIMIT_MS }))
    candidates.push(toCandidate(frame));
  return candidates;
}

async function seekKeyFrames(request: DecodeRequest, window: Window): Promise<Candidate[]> {
  const times = thin(await listKeyTimes(request, window), window);
  const found = new Map<number, VideoFrame>();
  const seek = async () => {
    for (let atMs = times.shift(); atMs !== undefined; atMs = times.shift()) {
      // A key frame is sought a little behind its time, which is rounded.
      const frame = await decodeFrameAt(request, atMs + 1, false);
      if (frame !== undefined) found.set(frame.atMs, frame);
    }
  };
  await Promise.all(Array.from({ length: SEEKS_AT_A_TIME }, seek));
  return [...found.values()].sort((a, b) => a.atMs - b.atMs).map(toCandidate);
}

/** The times of key frames, from the packets, which need not be decoded; none without ffprobe. */
async function listKeyTimes({ path, probe, tools }: DecodeRequest, { fromMs, toMs }: Stretch): Promise<number[]> {
  if (tools.ffprobe === null) return [];
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
  const apart = Math.max(LEAST_APART_MS, (toMs - fromMs) / (SOUGHT_FOR_EACH * most));
  let last = Number.NEGATIVE_INFINITY;
  return times.filter((atMs) => {
    if (atMs - last < apart) return false;
    last = atMs;
    return true;
  });
}

/** Stretches between key frames that are longer than `longest`; those that touch are one, which takes one pass. */
function listGaps(keys: readonly Candidate[], { fromMs, toMs }: Stretch, longest: number): Stretch[] {
  const times = keys.map(({ frame }) => frame.atMs);
  // Frames before the first key frame belong to one of the window before, and are decoded from there.
  const edges = [...((times[0] ?? toMs) - fromMs > longest ? [fromMs] : []), ...times, toMs];
  const gaps: Stretch[] = [];
  for (const [i, start] of edges.slice(0, -1).entries()) {
    const end = edges[i + 1] as number;
    const last = gaps.at(-1);
    if (end - start <= longest) continue;
    if (last?.toMs === start) last.toMs = end;
    else gaps.push({ fromMs: start, toMs: end });
  }
  return gaps;
}

async function fillGaps(request: DecodeRequest, gaps: readonly Stretch[], everyMs: number): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  const endAtMs = performance.now() + GAPS_LIMIT_MS;
  for (const gap of gaps) {
    const limitMs = endAtMs - performance.now();
    if (limitMs <= 0) break;
    // The first one is the key frame that the gap begins at.
    for await (const frame of decodeStretch(request, gap, { everyMs, limitMs }))
      if (frame.atMs > gap.fromMs || frame.atMs === 0) candidates.push(toCandidate(frame));
  }
  return candidates;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
