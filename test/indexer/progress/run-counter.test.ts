import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IndexEvent } from '#src/indexer/progress/events.js';
import { RunCounter } from '#src/indexer/progress/run-counter.js';
import type { FileOutcome } from '#src/store/records.js';

type Progress = Extract<IndexEvent, { type: 'progress' }>;

describe('the progress of a run with a long film', () => {
  let now = 0;
  const events: Progress[] = [];
  beforeEach(() => {
    now = 1000;
    events.length = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  const count = (total: number) =>
    new RunCounter(total, (event) => void (event.type === 'progress' && events.push(event)));
  const written = (path: string) =>
    [{ kind: 'failed', code: 'unreadable', message: '', file: { path } }] as FileOutcome[];

  it('says how far the film is, and how long it takes still', () => {
    const counter = count(1);
    for (let s = 1; s <= 4; s++) {
      now += 1000;
      counter.onPosition('/film.mp4', { atMs: s * 60_000, durationMs: 600_000 });
    }
    expect(events.map(({ position }) => position?.atMs)).toEqual([60_000, 120_000, 180_000, 240_000]);
    // A tenth of it a second.
    expect(events.at(-1)).toMatchObject({ done: 0, total: 1, currentPath: '/film.mp4', etaMs: 6000 });
    expect(events.at(-1)?.steps.write.done).toBe(0);
  });

  it('says nothing of a film beside another file, or that is done', () => {
    const counter = count(3);
    now += 1000;
    counter.onPosition('/film.mp4', { atMs: 300_000, durationMs: 600_000 });
    now += 1000;
    counter.onWritten(written('/photo.jpg'));
    now += 1000;
    counter.onWritten(written('/film.mp4'));
    expect(events.map(({ currentPath, position }) => [currentPath, position?.atMs])).toEqual([
      ['/film.mp4', 300_000],
      ['/photo.jpg', undefined],
      ['/film.mp4', undefined],
    ]);
    expect(events.at(-1)?.done).toBe(2);
  });

  it('is reported where nothing else is, and not more often', () => {
    const counter = count(1);
    for (let i = 1; i <= 20; i++) {
      now += 100;
      counter.onPosition('/film.mp4', { atMs: i * 1000, durationMs: 60_000 });
    }
    expect(events).toHaveLength(4);
  });
});
