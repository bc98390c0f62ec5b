/** How ffmpeg and ffprobe are given a file that may be hostile. */

/** Demuxers of videos. Playlists and scripts (HLS, concat), which lead to other files and to the network, are not among them. */
const DEMUXERS = 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,asf,flv,ogg';

/** Larger pictures are refused: 8K has 33 megapixels. */
const MAX_PIXELS = 70_000_000;

/** Options before `-i`. */
export const SAFE_INPUT: readonly string[] = [
  ...['-protocol_whitelist', 'file', '-format_whitelist', DEMUXERS],
  ...['-max_pixels', String(MAX_PIXELS)],
];

/** A file as an argument: a name that begins with `-` or holds `:` is no option and no protocol. */
export function toInput(path: string): string {
  return `file:${path}`;
}
