// With a FAKE library: how much the server takes on, and what it says to the rest.
import request from 'supertest';
import { describe, expect, it, vi } from 'vitest';
import { createApp, type Limits } from '#src/server/app/create-app.js';
import { startServer } from '#src/server/app/listen.js';
import { WorkQueue } from '#src/server/middleware/work-queue.js';
import { fakeAnswer, makeFakeLibrary } from '../fake-library.js';

const HOME = { Host: 'localhost:7878' };

/** A library whose searches end when the test says so. */
function makeSlow() {
  const waiting: (() => void)[] = [];
  const search = vi.fn(() => new Promise<typeof fakeAnswer>((resolve) => waiting.push(() => resolve(fakeAnswer))));
  return { search, finishOne: () => waiting.shift()?.(), library: makeFakeLibrary({ search }) };
}

describe('a queue', () => {
  const NEVER = new AbortController().signal;

  it('runs tasks in order with bounded concurrency, and rejects those beyond its length', async () => {
    const queue = new WorkQueue({ running: 2, waiting: 2 });
    const order: number[] = [];
    const ends: (() => void)[] = [];
    const work = (n: number) => () => {
      order.push(n);
      return new Promise<number>((resolve) => ends.push(() => resolve(n)));
    };
    const all = [1, 2, 3, 4].map((n) => queue.run(work(n), NEVER));
    await Promise.resolve();
    expect([order, queue.running, queue.waiting]).toEqual([[1, 2], 2, 2]);
    await expect(queue.run(work(5), NEVER)).rejects.toMatchObject({
      code: 'overloaded',
      headers: { 'Retry-After': '1' },
    });
    ends[1]?.();
    await all[1];
    await vi.waitFor(() => expect(order).toEqual([1, 2, 3]));
    ends[0]?.();
    await vi.waitFor(() => expect(order).toEqual([1, 2, 3, 4]));
    for (const end of ends) end();
    expect(await Promise.all(all)).toEqual([1, 2, 3, 4]);
    expect([queue.running, queue.waiting]).toEqual([0, 0]);
  });

  it('drops cancelled tasks, and continues after a failure', async () => {
    const queue = new WorkQueue({ running: 1, waiting: 5 });
    const stop = new AbortController();
    let fail: (error: Error) => void = () => {};
    const first = queue.run(() => new Promise((_, reject) => (fail = reject)), NEVER);
    const never = vi.fn(async () => {});
    const second = queue.run(never, stop.signal);
    const third = queue.run(async () => 'third', NEVER);
    stop.abort();
    await expect(second).rejects.toMatchObject({ code: 'aborted' });
    fail(new Error('broken'));
    await expect(first).rejects.toThrow('broken');
    expect(await third).toBe('third');
    expect(never).not.toHaveBeenCalled();
    await expect(queue.run(never, stop.signal)).rejects.toMatchObject({ code: 'aborted' });
    expect(queue.running).toBe(0);
  });
});

describe('a server', () => {
  async function start(limits: Limits) {
    const slow = makeSlow();
    const server = await startServer({ library: slow.library, port: 0, limits });
    const ask = () => fetch(`${server.url}/api/v1/search?q=boat`);
    return { ...slow, server, ask };
  }

  it('responds 503 with Retry-After to searches beyond its queue, and still serves the rest', async () => {
    const { server, ask, search, finishOne } = await start({ searches: 1, waiting: 1 });
    const running = ask();
    await vi.waitFor(() => expect(search).toHaveBeenCalledOnce());
    const waiting = ask();
    let refused: Response | undefined;
    await vi.waitFor(async () => {
      refused = await Promise.race([ask(), new Promise<undefined>((resolve) => setTimeout(resolve, 200))]);
      expect(refused?.status).toBe(503);
    });
    expect(refused?.headers.get('retry-after')).toBe('1');
    expect(await refused?.json()).toMatchObject({ code: 'overloaded' });
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    finishOne();
    expect((await running).status).toBe(200);
    await vi.waitFor(() => expect(search.mock.calls.length).toBeGreaterThan(1));
    finishOne();
    expect((await waiting).status).toBe(200);
    await server.close();
  });

  it('responds 503 after the time limit, and aborts the work', async () => {
    let signal: AbortSignal | undefined;
    const search = vi.fn((_query: unknown, options?: { signal?: AbortSignal }) => {
      signal = options?.signal;
      return new Promise<typeof fakeAnswer>(() => {});
    });
    const app = createApp({ library: makeFakeLibrary({ search }), limits: { timeLimitMs: 50 } });
    const { status, body, headers } = await request(app).get('/api/v1/search?q=boat').set(HOME);
    expect([status, body.code, headers['retry-after']]).toEqual([503, 'timeout', '5']);
    expect(signal?.aborted).toBe(true);
  });

  it('limits the requests a minute of an address', async () => {
    const app = createApp({ library: makeFakeLibrary(), limits: { requestsPerMinute: 3 } });
    const ask = () => request(app).get('/api/v1/stats').set(HOME);
    for (let i = 0; i < 3; i++) expect((await ask()).status).toBe(200);
    const { status, body, headers } = await ask();
    expect([status, body.code]).toEqual([429, 'rate-limited']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    // A screen of results asks for many pictures; whatever becomes of them, they are not counted.
    expect((await request(app).get('/api/v1/photos/1/thumbnail').set(HOME)).status).not.toBe(429);
    const free = createApp({ library: makeFakeLibrary(), limits: { requestsPerMinute: 0 } });
    for (let i = 0; i < 5; i++) expect((await request(free).get('/api/v1/stats').set(HOME)).status).toBe(200);
  });
});
