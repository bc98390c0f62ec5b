import { describe, expect, it } from 'vitest';
import { formatTime } from '#src/model/format-location.js';
import type { Frame } from '../../web/api/types.js';
import { chooseFrames, findFrame } from '../../web/frames/choose-frames.js';
import { mayPlay } from '../../web/photo/playable.js';

const makeFrame = (ordinal: number): Frame => ({
  ...{ ordinal, kind: 'video', atMs: ordinal * 1000, page: null, label: null, width: 16, height: 9 },
  links: { thumbnail: '', full: '' },
});
const place = (ordinal: number) => ({ ordinal, kind: 'video' as const, atMs: ordinal * 1000, page: null });

it.each([
  [0, '0:00'],
  [42_900, '0:42'],
  [83_000, '1:23'],
  [3_723_000, '1:02:03'],
])('writes %i ms as players do: %s', (ms, text) => {
  expect(formatTime(ms)).toBe(text);
});

describe('frames of a preview', () => {
  const choose = (count: number, found: number[]) =>
    chooseFrames(
      Array.from({ length: count }, (_, i) => makeFrame(i)),
      found.map(place),
      4,
    ).map(({ ordinal }) => ordinal);

  it('begin with what was found, and are spread over the rest', () => {
    expect(choose(100, [70, 3])).toEqual([70, 3, 0, 50]);
    expect(choose(3, [1])).toEqual([1, 0, 2]);
    expect(choose(9, [])).toEqual([0, 2, 4, 6]);
    // A file that was indexed again has other frames.
    expect(choose(2, [8])).toEqual([0, 1]);
  });
});

it('the frame of a time is the last one before it, or hardly after it', () => {
  const frames = [{ atMs: 1000 }, { atMs: 2000 }, { atMs: 5000 }];
  expect([0, 1990, 4000, 99_000].map((ms) => findFrame(frames, ms))).toEqual([0, 1, 1, 2]);
});

describe('a film is tried', () => {
  /** What Chromium says. */
  const canPlayType = (type: string) => (/webm|avc1|av01/.test(type) ? 'probably' : '');
  const tries = (format: string, codec: string | null) => {
    const media = { durationMs: 1, codec, frameRate: 25, rotation: 0, hasAudio: false, pages: null };
    return mayPlay({ format, metadata: { media } as never }, canPlayType);
  };

  it.each([
    ['mp4', 'h264', true],
    ['mov', 'h264', true],
    ['mkv', 'vp9', true],
    ['mp4', null, true],
    ['mp4', 'hevc', false],
    ['mov', 'prores', false],
    ['avi', 'h264', false],
    ['mpegts', null, false],
  ])('%s with %s: %s', (format, codec, expected) => {
    expect(tries(format, codec)).toBe(expected);
  });
});
