import { PhotoseekError } from '../../../errors.js';
import { runTool } from '../../tools/run-tool.js';
import type { VideoTools } from '../options.js';
import { SAFE_INPUT, toInput } from './ffmpeg-input.js';
import { makeUpright } from './make-upright.js';
import type { VideoProbe } from './video-probe.js';

const LIMITS = { limitMs: 20_000, maxBytes: 4_000_000 };

interface RawStream {
  index: number;
  codec_type?: string;
  codec_name?: string;
  width?: number;
  height?: number;
  avg_frame_rate?: string;
  duration?: string;
  disposition?: { attached_pic?: number };
  side_data_list?: { rotation?: number }[];
  tags?: Record<string, string>;
}

interface RawProbe {
  streams?: RawStream[];
  format?: { duration?: string; start_time?: string; tags?: Record<string, string> };
}

/**
 * Reads the headers of a video.
 * @throws PhotoseekError `damaged-image`: ffprobe cannot read it, or there are no pictures in it; `decoder-timeout`
 */
export async function probeVideo(path: string, { ffprobe }: VideoTools): Promise<VideoProbe> {
  if (ffprobe === null) {
    const { readHeaders } = await import('./read-headers.js');
    return { ...(await readHeaders(path)), stream: 'v:0', startMs: 0 };
  }
  const args = ['-v', 'error', ...SAFE_INPUT, '-of', 'json', '-show_format', '-show_streams', toInput(path)];
  const { code, output, messages, isTimedOut } = await runTool(ffprobe, args, LIMITS);
  if (isTimedOut)
    throw new PhotoseekError('decoder-timeout', 'ffprobe took too long to read the headers of this video.');
  if (code !== 0) throw damaged(messages);
  return readProbe(JSON.parse(output.toString()) as RawProbe);
}

/** The error for a video that ffmpeg or ffprobe cannot read; the last of its messages says why. */
export function damaged(messages: string): PhotoseekError {
  const reason =
    messages
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^.*?file:.*?: /, '')
      .trim() || 'no reason given';
  return new PhotoseekError('damaged-image', `The video is damaged or cut short (${reason}).`);
}

function readProbe({ streams = [], format = {} }: RawProbe): VideoProbe {
  const pictures = streams.find((stream) => stream.codec_type === 'video' && !stream.disposition?.attached_pic);
  if (!pictures || !(Number(pictures.width) > 0) || !(Number(pictures.height) > 0))
    throw new PhotoseekError('damaged-image', 'The video has no pictures, or they have no size.');
  const size = { width: Number(pictures.width), height: Number(pictures.height) };
  return {
    stream: pictures.index,
    codec: pictures.codec_name ?? 'unknown',
    ...makeUpright(size, readRotation(pictures)),
    durationMs: readDuration(format.duration) ?? readDuration(pictures.duration),
    startMs: Math.round((Number(format.start_time) || 0) * 1000),
    frameRate: readRate(pictures.avg_frame_rate),
    hasAudio: streams.some((stream) => stream.codec_type === 'audio'),
    tags: readTags(pictures.tags, format.tags),
  };
}

/** Clockwise degrees. ffprobe counts counter-clockwise; older containers have a tag, which counts clockwise. */
function readRotation({ side_data_list = [], tags = {} }: RawStream): number {
  const matrix = side_data_list.find(({ rotation }) => rotation !== undefined)?.rotation;
  return matrix === undefined ? Number(tags.rotate ?? 0) : -matrix;
}

function readDuration(seconds: string | undefined): number | null {
  const ms = Math.round(Number(seconds) * 1000);
  return ms > 0 && Number.isSafeInteger(ms) ? ms : null;
}

/** A fraction: `30000/1001`. */
function readRate(fraction: string | undefined): number | null {
  const [frames = 0, seconds = 0] = (fraction ?? '').split('/').map(Number);
  const rate = frames / seconds;
  return rate > 0 && rate <= 1000 ? Math.round(rate * 1000) / 1000 : null;
}

function readTags(...sources: (Record<string, string> | undefined)[]): Map<string, string> {
  const entries = sources.flatMap((tags) => Object.entries(tags ?? {}));
  return new Map(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}
