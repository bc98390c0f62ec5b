import { describe, expect, it, vi } from 'vitest';
import { createProgressView } from '#src/cli/output/progress-view.js';
import type { IndexEvent } from '#src/indexer/progress/events.js';

const pace = { done: 0, ratePerSecond: 0 };
const FILM: IndexEvent = {
  ...{ type: 'progress', done: 0, total: 3, failed: 0, ratePerSecond: 0, etaMs: 95_000 },
  currentPath: '/films/birth\u001bday.mp4',
  position: { atMs: 750_400, durationMs: 3_480_000 },
  steps: { decode: { done: 52, ratePerSecond: 4 }, encode: pace, write: pace },
};

/** A stream that keeps what is written. */
function makeStream(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  // Those of a terminal that a bar asks for.
  const terminal = { isTTY, columns: 200, cursorTo: () => {}, moveCursor: () => {}, clearLine: () => {}, on: () => {} };
  return { stream: { ...terminal, write } as unknown as NodeJS.WriteStream, written };
}

describe('the progress of a film', () => {
  it('is a place in it, on a line', () => {
    const { stream, written } = makeStream(false);
    const now = vi.spyOn(performance, 'now').mockReturnValue(1000);
    const view = createProgressView(stream, false);
    now.mockReturnValue(9000);
    view.show(FILM);
    now.mockRestore();
    expect(written.join('')).toBe('indexing: 0 of 3, 0/s, 2 min left, birth\\x1bday.mp4 12:30 of 58:00\n');
  });

  it('is a place in it, beside the bar', () => {
    const { stream, written } = makeStream(true);
    const view = createProgressView(stream, false);
    view.show(FILM);
    view.end();
    expect(written.join('')).toContain('birth\\x1bday.mp4 12:30 of 58:00, 52 frames');
  });
});
