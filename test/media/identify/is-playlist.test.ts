import { describe, expect, it } from 'vitest';
import { isPlaylist } from '#src/media/identify/is-playlist.js';

describe('a playlist', () => {
  it.each([
    ['#EXTM3U\n#EXTINF:10,\n/etc/passwd\n', true],
    ['\ufeff#EXTM3U\r\nfilm.mp4', true],
    ["ffconcat version 1.0\nfile 'film.mp4'\n", true],
    ['[playlist]\nFile1=film.mp4', true],
    ['v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n', true],
    ['Dear reader', false],
    ['', false],
  ])('is recognised by its first words: %j', (text, is) => {
    expect(isPlaylist(Buffer.from(text))).toBe(is);
  });
});
