import { open } from 'node:fs/promises';
import mediaInfoFactory, { type MediaInfo } from 'mediainfo.js';
import { PhotoseekError } from '../../../errors.js';
import { toFsPath } from '../../../runtime/fs-path.js';
import { makeUpright } from './make-upright.js';
import type { VideoProbe } from './video-probe.js';

/** MediaInfo's names of codecs as ffprobe has them. */
const CODECS: Record<string, string> = {
  ...{ AVC: 'h264', HEVC: 'hevc', VP8: 'vp8', VP9: 'vp9', AV1: 'av1', ProRes: 'prores', JPEG: 'mjpeg' },
  ...{ 'MPEG-4 Visual': 'mpeg4', 'MPEG Video': 'mpeg2video', 'VC-1': 'vc1', Theora: 'theora' },
};

interface Track {
  '@type': string;
  [field: string]: unknown;
}

/** One instance a process: it takes 50 ms to make. */
let instance: Promise<MediaInfo<'object'>> | undefined;

/**
 * Reads the headers of a video without ffprobe, by MediaInfo as WebAssembly.
 * @throws PhotoseekError `damaged-image` when there are no pictures in it
 */
export async function readHeaders(path: string): Promise<Omit<VideoProbe, 'stream' | 'startMs'>> {
  const tracks = await analyse(path).catch((cause: Error) => {
    throw new PhotoseekError('damaged-image', 'The headers of the video cannot be read.', { cause });
  });
  const pictures = tracks.find((track) => track['@type'] === 'Video');
  const general = tracks.find((track) => track['@type'] === 'General') ?? { '@type': 'General' };
  const size = { width: Number(pictures?.Width), height: Number(pictures?.Height) };
  if (pictures === undefined || !(size.width > 0 && size.height > 0))
    throw new PhotoseekError('damaged-image', 'The video has no pictures, or they have no size.');
  return {
    codec: CODECS[String(pictures.Format)] ?? String(pictures.Format ?? 'unknown').toLowerCase(),
    ...makeUpright(size, Number(pictures.Rotation ?? 0)),
    durationMs: toPositive(Number(general.Duration ?? pictures.Duration) * 1000),
    frameRate: toPositive(Number(pictures.FrameRate), 1000),
    hasAudio: tracks.some((track) => track['@type'] === 'Audio'),
    tags: readTags(general),
  };
}

async function analyse(path: string): Promise<Track[]> {
  instance ??= mediaInfoFactory({ format: 'object' });
  const mediaInfo = await instance;
  const handle = await open(toFsPath(path), 'r');
  try {
    const { size } = await handle.stat();
    const result = await mediaInfo.analyzeData(size, async (length, at) => {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, at);
      return buffer.subarray(0, bytesRead);
    });
    return (result.media?.track ?? []) as unknown as Track[];
  } finally {
    await handle.close();
  }
}

function toPositive(value: number, steps = 1): number | null {
  const rounded = Math.round(value * steps) / steps;
  return rounded > 0 && Number.isFinite(rounded) ? rounded : null;
}

/** By the names of ffprobe. Dates have blanks: `2019-07-04 16:03:22 UTC`. */
function readTags(general: Track): Map<string, string> {
  const extra = (general.extra ?? {}) as Record<string, unknown>;
  const named: [string, unknown][] = [
    ['creation_time', general.Encoded_Date ?? general.Tagged_Date],
    ['com.apple.quicktime.creationdate', general.Recorded_Date],
    ['location', toIso6709(general.Recorded_Location)],
    ['make', general.Encoded_Hardware_CompanyName],
    ['model', general.Encoded_Hardware_Model ?? general.Encoded_Hardware_Name],
    ['title', general.Title],
    ['comment', general.Comment],
    ['artist', general.Performer],
    ...Object.entries(extra).map(([name, value]): [string, unknown] => [
      name.toLowerCase().replaceAll('_', '.'),
      value,
    ]),
  ];
  return new Map(named.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])));
}

/** MediaInfo writes positions for people: `47.3769°N 8.5417°E 408.000m`. */
function toIso6709(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const found = /^([\d.]+)°([NS])\s+([\d.]+)°([EW])(?:\s+(-?[\d.]+)m)?/.exec(text);
  if (found === null) return text;
  const [, latitude, north, longitude, east, altitude] = found;
  const signed = (value: string | undefined) => (value?.startsWith('-') ? value : `+${value}`);
  const height = altitude === undefined ? '' : signed(altitude);
  return `${north === 'S' ? '-' : '+'}${latitude}${east === 'W' ? '-' : '+'}${longitude}${height}/`;
}
