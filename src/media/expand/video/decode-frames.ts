import { PhotoseekError } from '../../../errors.js';
import { startTool } from '../../tools/run-tool.js';
import { type FrameSize, shrinkToSide } from '../frame-size.js';
import type { VideoTools } from '../options.js';
import { SAFE_INPUT, toInput } from './ffmpeg-input.js';
import { FrameTimes } from './frame-times.js';
import { damaged } from './probe.js';
import type { VideoProbe } from './video-probe.js';

/** A decoded frame: 8-bit RGB, rows from the top. */
export interface VideoFrame {
  /** Milliseconds from the start. */
  atMs: number;
  width: number;
  height: number;
  data: Uint8Array;
}

/** A part of a video. */
export interface Stretch {
  fromMs: number;
  toMs: number;
}

/** A video to be decoded. */
export interface DecodeRequest {
  path: string;
  probe: VideoProbe;
  tools: VideoTools;
  /** Pixels on the short side; a video with fewer is not enlarged. */
  side: number;
  /** Called with the time of each frame that is decoded. */
  onDecoded?(atMs: number): void;
}

/** From one frame to the next, a larger share of the picture changes at a cut only. */
const CUT = 0.3;

/** A frame that is sought takes milliseconds; one of large pictures far behind its key frame, seconds. */
const SEEK_LIMIT_MS = 30_000;

/** Codecs whose key frames ffmpeg 5 to 9 finds in one pass, without decoding what lies between. The others are sought one by one. */
const ONE_PASS_CODECS: ReadonlySet<string> = new Set(
  'h264 mpeg4 mpeg2video mpeg1video vp8 wmv1 wmv2 wmv3 vc1 flv1 h263 msmpeg4v2 msmpeg4v3'.split(' '),
);

/** Whether {@link decodeKeyFrames} reads a codec fast. */
export function hasFastKeyFrames({ codec }: VideoProbe): boolean {
  return ONE_PASS_CODECS.has(codec);
}

/** One thread: several decoding processes work at a time. The messages hold the time of every frame. */
const HEAD = ['-nostdin', '-hide_banner', '-v', 'info', '-nostats', '-threads', '1', '-filter_threads', '1'];

/** Frames as they come, not repeated to fill gaps. Until 5.0 the option was called `-vsync`, which FFmpeg 9 does not know any more. */
let frameMode = '-fps_mode';

/**
 * The key frames from one time to another, in their order, as they are decoded.
 * @param limitMs time for a frame: on a busy machine, many take long, and the pass ends all the same
 * @throws PhotoseekError `damaged-image` when ffmpeg fails before the first; `decoder-timeout`
 */
export async function* decodeKeyFrames(
  request: DecodeRequest,
  { fromMs, toMs }: Stretch,
  { apartMs, limitMs }: { apartMs: number; limitMs: number },
): AsyncGenerator<VideoFrame> {
  // Counted from the time stamp of the first frame, while `-to` is a time stamp.
  const seek = fromMs > 0 ? ['-noaccurate_seek', '-ss', toSeconds(fromMs)] : [];
  const before = [
    '-skip_frame',
    'nokey',
    ...withoutLoopFilter(request),
    '-copyts',
    ...seek,
    '-to',
    toSeconds(toMs + request.probe.startMs),
  ];
  const select = `select=isnan(prev_selected_t)+gte(t-prev_selected_t\\,${toSeconds(apartMs)})`;
  for await (const frame of decode(request, { before, select, after: [], limitMs, isRenewed: true }))
    if (frame.atMs >= fromMs && frame.atMs < toMs) yield frame;
}

/**
 * Deblocking takes a sixth of the time of a key frame, and cannot be seen in one that is shrunk to half or less. Frames that others are predicted
 * from need it.
 */
function withoutLoopFilter({ probe, side }: DecodeRequest): string[] {
  return Math.min(probe.width, probe.height) >= 2 * side ? ['-skip_loop_filter', 'all'] : [];
}

/**
 * Frames of a stretch that is decoded whole: the first, those at cuts, and others at regular times, in their order. When the time is over, those
 * that were decoded until then are all.
 */
export async function* decodeStretch(
  request: DecodeRequest,
  { fromMs, toMs }: Stretch,
  { everyMs, limitMs }: { everyMs: number; limitMs: number },
): AsyncGenerator<VideoFrame> {
  const before = ['-copyts', '-ss', toSeconds(fromMs), '-to', toSeconds(toMs + request.probe.startMs)];
  const since = 't-prev_selected_t';
  const cut = `gt(scene\\,${CUT})*gte(${since}\\,0.2)`;
  const select = `select=isnan(prev_selected_t)+gte(${since}\\,${toSeconds(everyMs)})+${cut}`;
  try {
    for await (const frame of decode(request, { before, select, after: [], limitMs }))
      if (frame.atMs >= fromMs && frame.atMs < toMs) yield frame;
  } catch (error) {
    // Damage within a video: the rest of it is there all the same. A video without any frame is told by its expander.
    if (!(error instanceof PhotoseekError)) throw error;
  }
}

/**
 * One frame.
 * @param isExact `true`: the one that is shown at this time; `false`: the key frame before it, which takes far less time
 * @returns `undefined` when there is none
 */
export async function decodeFrameAt(
  request: DecodeRequest,
  atMs: number,
  isExact: boolean,
): Promise<VideoFrame | undefined> {
  const before = [...(isExact ? [] : ['-noaccurate_seek']), '-copyts', '-ss', toSeconds(atMs)];
  const frames = decode(request, { before, select: 'null', after: ['-frames:v', '1'], limitMs: SEEK_LIMIT_MS });
  for await (const frame of frames) return frame;
  return undefined;
}

interface Pass {
  /** Options before and after the input. */
  before: readonly string[];
  after: readonly string[];
  select: string;
  limitMs: number;
  /** Whether the time is that between two frames. */
  isRenewed?: boolean;
}

async function* decode(request: DecodeRequest, pass: Pass): AsyncGenerator<VideoFrame> {
  const { width, height } = shrinkToSide(request.probe, request.side);
  const times = new FrameTimes(request.probe.startMs);
  const tool = startTool(request.tools.ffmpeg, listArguments(request, pass, { width, height }), pass.limitMs, (text) =>
    times.read(text),
  );
  tool.ended.then(() => times.end());
  let count = 0;
  try {
    for await (const data of cut(tool.stdout, width * height * 3)) {
      if (pass.isRenewed) tool.renew();
      const atMs = await times.get(count++);
      request.onDecoded?.(atMs);
      yield { atMs, width, height, data };
    }
    const { code, messages, isTimedOut } = await tool.ended;
    if (isTimedOut) throw new PhotoseekError('decoder-timeout', `Decoding took longer than ${pass.limitMs / 1000} s.`);
    if (code === 0 || count > 0) return;
    if (frameMode === '-vsync' || !/Unrecognized option 'fps_mode'/.test(messages)) throw damaged(messages);
    frameMode = '-vsync';
  } finally {
    tool.kill();
    await tool.ended;
  }
  yield* decode(request, pass);
}

function listArguments({ path, probe }: DecodeRequest, { before, select, after }: Pass, size: FrameSize): string[] {
  return [
    ...[...HEAD, ...SAFE_INPUT, ...before, '-i', toInput(path), '-map', `0:${probe.stream}`, '-an', '-sn', '-dn'],
    ...['-vf', `${select},scale=${size.width}:${size.height}:flags=area,setsar=1,showinfo`],
    ...[frameMode, 'passthrough', ...after, '-pix_fmt', 'rgb24', '-f', 'rawvideo', 'pipe:1'],
  ];
}

function toSeconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** Cuts a stream into pieces of a size. What is left at its end is no whole frame. */
async function* cut(stream: AsyncIterable<Buffer>, size: number): AsyncGenerator<Uint8Array> {
  let frame = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + size - filled);
      frame.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < size) continue;
      yield frame;
      frame = new Uint8Array(size);
      filled = 0;
    }
  }
}
