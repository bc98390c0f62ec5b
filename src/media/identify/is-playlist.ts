/** First words of the text files that players and ffmpeg open as if they were films: M3U and HLS, scripts of `concat`, PLS, SDP. */
const FIRST_WORDS = ['#EXTM3U', 'ffconcat', '[playlist]', 'v=0\r\no=', 'v=0\no='];

const MARK_OF_UTF8 = '\xef\xbb\xbf';

/** Whether a content names other files in place of being a film. */
export function isPlaylist(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  const text = head.startsWith(MARK_OF_UTF8) ? head.slice(MARK_OF_UTF8.length) : head;
  return FIRST_WORDS.some((word) => text.startsWith(word));
}
