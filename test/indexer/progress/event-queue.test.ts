import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { EventQueue } from '#src/indexer/progress/event-queue.js';

async function collect<T>(events: AsyncIterable<T>, into: T[] = []): Promise<T[]> {
  for await (const event of events) into.push(event);
  return into;
}

describe('EventQueue', () => {
  it('gives what was pushed before, in order, and ends', async () => {
    const events = new EventQueue<number>();
    for (const n of [1, 2, 3]) events.push(n);
    events.finish();
    expect(await collect(events)).toEqual([1, 2, 3]);
  });

  it('gives what is pushed while somebody waits', async () => {
    const events = new EventQueue<number>();
    const collected = collect(events);
    for (const n of [1, 2, 3]) {
      await wait(1);
      events.push(n);
      events.push(n * 10);
    }
    events.finish();
    expect(await collected).toEqual([1, 10, 2, 20, 3, 30]);
  });

  it('loses nothing to a slow reader', async () => {
    const events = new EventQueue<number>();
    const read: number[] = [];
    const reading = (async () => {
      for await (const event of events) {
        await wait(1);
        read.push(event);
      }
    })();
    for (let n = 0; n < 20; n++) events.push(n);
    events.finish();
    await reading;
    expect(read).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });

  it('spares a slow reader what is old news, and nothing else', async () => {
    const events = new EventQueue<string>((event, before) => event[0] === before[0] && event[0] === 'p');
    for (const event of ['p1', 'p2', 'f1', 'f2', 'p3', 'p4', 'p5', 'd']) events.push(event);
    events.finish();
    expect(await collect(events)).toEqual(['p2', 'f1', 'f2', 'p5', 'd']);
  });

  it('throws its error after the last event', async () => {
    const events = new EventQueue<number>();
    const read: number[] = [];
    events.push(1);
    events.finish({ error: new RangeError('too far') });
    await expect(collect(events, read)).rejects.toThrow(RangeError);
    expect(read).toEqual([1]);
  });

  it('keeps its first end', async () => {
    const events = new EventQueue<number>();
    events.finish();
    events.finish({ error: new Error('late') });
    expect(await collect(events)).toEqual([]);
  });
});
