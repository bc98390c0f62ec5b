import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startTool } from '#src/media/tools/run-tool.js';

const LIMIT_MS = 60_000;
/** Writes a byte when it starts, and goes on until it is killed. */
const ENDLESS = ['-e', 'process.stdout.write("x"); setInterval(() => {}, 1000)'];

describe('a program with a time limit', () => {
  // Time is the test's own: a busy machine changes nothing.
  const useOwnTime = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is killed when the time is over', async () => {
    useOwnTime();
    const tool = startTool(process.execPath, ENDLESS, LIMIT_MS);
    await once(tool.stdout, 'data');
    vi.advanceTimersByTime(LIMIT_MS + 1);
    expect(await tool.ended).toMatchObject({ code: null, isTimedOut: true });
  });

  it('has its time anew with each renewal', async () => {
    useOwnTime();
    const tool = startTool(process.execPath, ENDLESS, LIMIT_MS);
    await once(tool.stdout, 'data');
    for (let i = 0; i < 5; i++) {
      vi.advanceTimersByTime(LIMIT_MS * 0.9);
      tool.renew();
    }
    tool.kill();
    expect(await tool.ended).toMatchObject({ code: null, isTimedOut: false });
  });
});
