import { PhotoseekError } from '../../../errors.js';
import type { FilmPosition } from '../../../model/film-position.js';
import type { OpenImage } from '../../decode/types.js';
import { FORMATS } from '../../identify/formats.js';
import type {
  ContentDescription,
  ExpandedFrame,
  Expander,
  ExpandRequest,
  ExpandSource,
  FramePlace,
} from '../expander.js';
import { shortSideOf } from '../frame-size.js';
import { type Candidate, chooseFrames, looksSame } from './choose-frames.js';
import { type DecodeRequest, decodeFrameAt } from './decode-frames.js';
import { describeVideo } from './describe-video.js';
import { listCandidates } from './list-candidates.js';
import { measureDuration } from './measure-duration.js';
import { planWindows, type Window } from './plan-windows.js';
import { probeVideo } from './probe.js';
import { toFrame } from './to-frame.js';
import type { VideoProbe } from './video-probe.js';

/** Videos: few, telling frames of each scene, decoded by the user's own ffmpeg. */
export const videoExpander: Expander = {
  formats: new Set(
    Object.entries(FORMATS)
      .filter(([, { kind }]) => kind === 'video')
      .map(([name]) => name),
  ),
  expand,
  openFrame,
  describe,
};

/** A scene that lasts longer than this gets another frame. */
const LONG_SCENE_MS = 10_000;

/** Windows that are decoded at a time, each by a process of one thread: as many as keep two cores busy. Of larger pictures than 4K, one. */
const WINDOWS_AHEAD = 2;
const LARGE_PIXELS = 9_000_000;

/** Behind so many windows without a frame, in a row, there are none. */
const EMPTY_WINDOWS = 3;

async function* expand(
  source: ExpandSource,
  { side, after, onProgress }: ExpandRequest,
): AsyncGenerator<ExpandedFrame> {
  const { request: decoding, probe } = await open(source, side);
  const frameSize = { width: probe.width, height: probe.height };
  const durationMs = await measureDuration(decoding.path, probe, decoding.tools);
  let position: FilmPosition = { atMs: after?.atMs ?? 0, durationMs };
  const onDecoded = (atMs: number) => {
    position = { atMs: Math.min(durationMs, Math.max(position.atMs, atMs)), durationMs };
    onProgress?.(position);
  };
  const request = { ...decoding, onDecoded };
  let last: Candidate | undefined;
  let spare: Candidate | undefined;
  let hasAny = after !== null;
  for await (const { candidates, most } of readWindows(
    request,
    planWindows(durationMs, source.options, after?.atMs ?? 0),
  )) {
    spare ??= candidates[0];
    for (const chosen of chooseFrames(candidates, most, LONG_SCENE_MS)) {
      const isRepeated = last !== undefined && looksSame(last, chosen);
      last = chosen;
      if (isRepeated || (after !== null && chosen.frame.atMs <= (after.atMs ?? 0))) continue;
      hasAny = true;
      yield toFrame(chosen.frame, source, frameSize);
    }
  }
  if (hasAny) return;
  // Nothing but uniform frames: the video has one all the same.
  if (spare === undefined) throw new PhotoseekError('damaged-image', 'No frame of the video can be decoded.');
  yield toFrame(spare.frame, source, frameSize);
}

/**
 * The candidates of each window; those of the next ones are decoded meanwhile. A header may lie about the duration: see {@link EMPTY_WINDOWS}.
 */
async function* readWindows(
  request: DecodeRequest,
  windows: readonly Window[],
): AsyncGenerator<{ candidates: Candidate[]; most: number }> {
  const { width, height } = request.probe;
  const ahead = width * height > LARGE_PIXELS ? 1 : WINDOWS_AHEAD;
  const waiting = [...windows];
  const readings: { most: number; candidates: Promise<Candidate[]> }[] = [];
  const start = () => {
    const window = waiting.shift();
    if (window === undefined) return;
    const candidates = listCandidates(request, window);
    // It is awaited later, or not any more.
    candidates.catch(() => {});
    readings.push({ most: window.most, candidates });
  };
  for (let i = 0; i < ahead; i++) start();
  for (let empty = 0; empty < EMPTY_WINDOWS; ) {
    const reading = readings.shift();
    if (reading === undefined) return;
    const candidates = await reading.candidates;
    start();
    empty = candidates.length === 0 ? empty + 1 : 0;
    yield { candidates, most: reading.most };
  }
}

async function openFrame(source: ExpandSource, { atMs }: FramePlace, edge: number): Promise<OpenImage> {
  const { request, probe } = await open(source, edge);
  const frame = await decodeFrameAt({ ...request, side: shortSideOf(probe, edge) }, atMs ?? 0, true);
  if (frame === undefined)
    throw new PhotoseekError('damaged-image', `The video has no frame at ${(atMs ?? 0) / 1000} s.`);
  return toFrame(frame, source, probe).image;
}

/** Headers are read once for the metadata and the frames of a video. */
const probes = new WeakMap<ExpandSource, Promise<VideoProbe>>();

/** @throws PhotoseekError `needs-ffmpeg`, `damaged-image` */
async function open(source: ExpandSource, side: number): Promise<{ request: DecodeRequest; probe: VideoProbe }> {
  const { path, options } = source;
  if (path === null) throw new PhotoseekError('unsupported-format', 'A video is read from its file, got bytes.');
  if (options.tools === null) {
    const { readHeaders } = await import('./read-headers.js');
    const { width, height } = await readHeaders(path);
    throw new PhotoseekError('needs-ffmpeg', 'Decoding videos needs ffmpeg, which is not installed.', {
      details: { width, height },
    });
  }
  const probe = await probeOnce(source, path);
  return { request: { path, probe, tools: options.tools, side }, probe };
}

function probeOnce(source: ExpandSource, path: string): Promise<VideoProbe> {
  const known = probes.get(source);
  if (known !== undefined) return known;
  const probe = probeVideo(path, source.options.tools as NonNullable<typeof source.options.tools>);
  probe.catch(() => {});
  probes.set(source, probe);
  return probe;
}

async function describe(source: ExpandSource): Promise<ContentDescription | undefined> {
  const { path, options } = source;
  if (path === null) return undefined;
  if (options.tools !== null) return describeVideo(await probeOnce(source, path));
  const { readHeaders } = await import('./read-headers.js');
  return describeVideo(await readHeaders(path));
}
