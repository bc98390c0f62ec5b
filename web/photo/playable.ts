/** Which films a browser can play. */
import type { PhotoDetail } from '../api/types.js';

/** Codecs as ffprobe names them, as `canPlayType` asks for them. The profile is the most frequent one. */
const CODECS: Record<string, string> = {
  h264: 'video/mp4; codecs="avc1.640028"',
  hevc: 'video/mp4; codecs="hvc1.1.6.L120.90"',
  av1: 'video/mp4; codecs="av01.0.08M.08"',
  vp8: 'video/webm; codecs="vp8"',
  vp9: 'video/webm; codecs="vp09.00.40.08"',
  theora: 'video/ogg; codecs="theora"',
};

/** Containers that no browser opens, or not all. Those of MOV, MKV and 3GP are tried: browsers open more of them than they say. */
const CONTAINERS: Record<string, string> = {
  avi: 'video/x-msvideo',
  mpg: 'video/mpeg',
  mpegts: 'video/mp2t',
  wmv: 'video/x-ms-wmv',
  flv: 'video/x-flv',
  ogv: 'video/ogg',
};

/**
 * Whether it is worth trying: a browser that says no to the container or the codec is not asked to download the film.
 * @param canPlayType of a video element
 */
export function mayPlay(
  { format, metadata }: Pick<PhotoDetail, 'format' | 'metadata'>,
  canPlayType: (type: string) => string,
): boolean {
  const container = CONTAINERS[format];
  if (container !== undefined && canPlayType(container) === '') return false;
  const codec = metadata?.media?.codec ?? null;
  if (codec === null) return true;
  const type = CODECS[codec];
  return type !== undefined && canPlayType(type) !== '';
}

/** `AVI, mpeg4`: what the film is, for the sentence that it cannot be played. */
export function describeFilm({ format, metadata }: Pick<PhotoDetail, 'format' | 'metadata'>): string {
  return [format.toUpperCase(), metadata?.media?.codec?.toUpperCase()].filter(Boolean).join(', ');
}
