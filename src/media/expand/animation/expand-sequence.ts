import { PhotoseekError } from '../../../errors.js';
import type { Animation } from '../../../metadata/readers/embedded/animation.js';
import type { OpenImage } from '../../decode/types.js';
import type { ExpandedFrame, ExpandSource } from '../expander.js';
import { shortSideOf } from '../frame-size.js';
import { type DecodeRequest, decodeFrameAt, decodeStretch, type VideoFrame } from '../video/decode-frames.js';
import { describeFrame } from '../video/describe-frame.js';
import { probeVideo } from '../video/probe.js';
import { toFrame } from '../video/to-frame.js';
import { lookAt } from './animation-pages.js';
import { chooseMoments, MAX_MOMENTS } from './choose-moments.js';

/** Frames that are looked at, evenly spread. */
const MAX_CANDIDATES = 64;

/** Time for decoding a whole sequence. */
const LIMIT_MS = 30_000;

/**
 * Frames of a sequence of AVIF or HEIC that show something else than its still, decoded by the user's own ffmpeg: libheif gives the still only. None
 * without ffmpeg.
 * @param still the image that represents the sequence
 */
export async function* expandSequence(
  source: ExpandSource,
  still: OpenImage,
  { durationMs }: Animation,
  side: number,
): AsyncGenerator<ExpandedFrame> {
  const most = Math.min(MAX_MOMENTS, source.options.maxFrames) - 1;
  const request = await openRequest(source, side);
  if (request === undefined || most < 1) return;
  const frames: VideoFrame[] = [];
  const stretch = { fromMs: 0, toMs: durationMs + 1 };
  for await (const frame of decodeStretch(request, stretch, {
    everyMs: durationMs / MAX_CANDIDATES,
    limitMs: LIMIT_MS,
  })) {
    frames.push(frame);
    if (frames.length === MAX_CANDIDATES) break;
  }
  const candidates = [await lookAt(still.decode()), ...frames.map(describeFrame)];
  for (const place of chooseMoments(candidates, 0, most))
    yield toFrame(frames[place - 1] as VideoFrame, source, request.probe);
}

/**
 * The frame that is shown at a time.
 * @throws PhotoseekError `needs-ffmpeg`, `damaged-image`
 */
export async function openSequenceMoment(source: ExpandSource, atMs: number, edge: number): Promise<OpenImage> {
  const request = await openRequest(source, 0);
  if (request === undefined)
    throw new PhotoseekError('needs-ffmpeg', 'Decoding a frame of a sequence needs ffmpeg, which is not installed.');
  const frame = await decodeFrameAt({ ...request, side: shortSideOf(request.probe, edge) }, atMs, true);
  if (frame === undefined) throw new PhotoseekError('damaged-image', `The sequence has no frame at ${atMs / 1000} s.`);
  return toFrame(frame, source, request.probe).image;
}

async function openRequest({ path, options }: ExpandSource, side: number): Promise<DecodeRequest | undefined> {
  const { tools } = options;
  // Programs read files.
  if (path === null || tools === null) return undefined;
  return { path, probe: await probeVideo(path, tools), tools, side };
}
