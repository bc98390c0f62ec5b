import { describe, expect, it } from 'vitest';
import { FrameTimes } from '#src/media/expand/video/frame-times.js';

const line = (seconds: string) => `[Parsed_showinfo_3 @ 0x5] n:   0 pts:  9 pts_time:${seconds} pos: 1 fmt:rgb24\n`;

describe('times of frames', () => {
  it('are read from messages that come in pieces, beside others', async () => {
    const times = new FrameTimes(0);
    const text = `Input #0, mov\n${line('0.04')}[h264 @ 0x1] pts_time:99\n${line('1.5')}`;
    for (const piece of text.match(/.{1,7}/gs) ?? []) times.read(piece);
    expect([await times.get(0), await times.get(1)]).toEqual([40, 1500]);
  });

  it('count from the start of the video, and never from before it', async () => {
    const times = new FrameTimes(1400);
    times.read(line('1.4') + line('2.4') + line('1.3'));
    expect([await times.get(0), await times.get(1), await times.get(2)]).toEqual([0, 1000, 0]);
  });

  it('are waited for, until no more come', async () => {
    const times = new FrameTimes(0);
    const first = times.get(0);
    times.read(line('3'));
    expect(await first).toBe(3000);
    const second = times.get(1);
    times.end();
    expect(await second).toBe(0);
  });
});
