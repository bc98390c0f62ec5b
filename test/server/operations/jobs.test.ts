// With a FAKE library: index runs that are started, followed and cancelled over HTTP.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import request from 'supertest';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import type { IndexEvent, IndexOptions, IndexReport } from '#src/indexer/progress/events.js';
import type { Root } from '#src/library/types/descriptions.js';
import type { Library } from '#src/library/types/library.js';
import { createHttpApp } from '#src/server/app/create-app.js';
import { type RunningServer, startServer } from '#src/server/app/listen.js';
import { closeWithinASecond } from '../../support/processes/close-within-a-second.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';
import { makeFakeLibrary } from '../fake-library.js';

const home = makeTemporaryFolder();
const HOME = { Host: 'localhost:7878' };
const [pictures, news] = [join(home, 'pictures'), join(home, 'new')];
beforeAll(async () => {
  await mkdir(join(pictures, '2023'), { recursive: true });
  await mkdir(news);
});

const root: Root = {
  path: pictures,
  files: 2,
  failed: 0,
  addedAtMs: 1,
  isMissing: false,
  movedTo: null,
  exclude: [],
  hidden: false,
  followLinks: false,
  raw: 'all',
  kinds: ['photos', 'videos'],
};
const report: IndexReport = {
  indexed: 2,
  reused: 0,
  unchanged: 0,
  refreshed: 0,
  detected: 0,
  removed: 0,
  failed: [],
  skipped: 0,
  missingRoots: [],
  notices: [],
  unembedded: 0,
  tookMs: 5,
};

/** A library whose index run is in the test's hands. */
function makeRun(overrides: Partial<Library> = {}) {
  const started = vi.fn();
  let finish: (error?: unknown) => void = () => {};
  const events: IndexEvent[] = [{ type: 'scanning', found: 2, ratePerSecond: 0, currentPath: join(pictures, 'a.jpg') }];
  const library = makeFakeLibrary({
    roots: async () => [root],
    async *index(paths, options: IndexOptions = {}) {
      started(paths, { ...options, signal: undefined });
      const ended = new Promise<void>((resolve, reject) => {
        finish = (error) => (error === undefined ? resolve() : reject(error));
        options.signal?.addEventListener('abort', () => reject(new PhotoseekError('aborted', 'It was cancelled.')));
      });
      ended.catch(() => {});
      yield* events;
      await ended;
      yield { type: 'done', report };
    },
    ...overrides,
  });
  return { library, started, events, finish: (error?: unknown) => finish(error) };
}

function open(run = makeRun()) {
  const { app } = createHttpApp({ library: run.library, onInternalError: vi.fn() });
  const post = (path: string, body: object) => request(app).post(path).set(HOME).send(body);
  const get = (path: string) => request(app).get(path).set(HOME);
  return { ...run, app, post, get };
}

describe('starting to index', () => {
  it('takes all roots when nothing is named, and gives a job at once', async () => {
    const { post, get, started, finish } = open();
    const { status, body, headers } = await post('/api/v1/jobs', { retryFailed: true });
    expect(status).toBe(202);
    expect(body).toMatchObject({ state: 'running', paths: [pictures], endedAtMs: null, report: null, problem: null });
    expect(headers['location']).toBe(`/api/v1/jobs/${body.id}`);
    expect(started).toHaveBeenCalledExactlyOnceWith([pictures], { retryFailed: true, signal: undefined });
    await expect.poll(async () => (await get(body.links.self)).body.last).toMatchObject({ type: 'scanning', found: 2 });
    expect((await get(body.links.self)).body.progress).toMatchObject({ stage: 'scanning', done: 2, total: 0 });
    finish();
    await expect
      .poll(async () => (await get(body.links.self)).body)
      .toMatchObject({
        state: 'done',
        report,
        endedAtMs: expect.any(Number),
      });
    expect((await get('/api/v1/jobs')).body.jobs.map(({ id }: { id: string }) => id)).toEqual([body.id]);
  });

  it('takes folders below roots, and new ones by their rules', async () => {
    const one = open();
    expect((await one.post('/api/v1/jobs', { paths: [`${pictures}/2023/`] })).body.paths).toEqual([
      join(pictures, '2023'),
    ]);
    const other = open();
    const { status } = await other.post('/api/v1/roots', { path: news, exclude: ['*.psd'], hidden: true });
    expect(status).toBe(202);
    expect(other.started).toHaveBeenCalledExactlyOnceWith([news], {
      exclude: ['*.psd'],
      hidden: true,
      signal: undefined,
    });
  });

  it.each([
    [{ paths: [] }, 400, 'bad-argument'],
    [{ paths: ['pictures'] }, 400, 'bad-argument'],
    [{ paths: ['/no/where'] }, 404, 'path-not-found'],
    [{ paths: [`${pictures}\0`] }, 400, 'bad-argument'],
    [{ exclude: ['*'] }, 400, 'bad-argument'],
  ])('refuses %j', async (body, status, code) => {
    const { post, started } = open();
    const response = await post('/api/v1/jobs', body);
    expect([response.status, response.body.code]).toEqual([status, code]);
    expect(started).not.toHaveBeenCalled();
  });

  it('says no-paths where there is no root yet', async () => {
    const { post } = open(makeRun({ roots: async () => [] }));
    expect((await post('/api/v1/jobs', {})).body.code).toBe('no-paths');
  });

  it('is refused while a run goes on, as is taking a root out', async () => {
    const { post, app, finish } = open();
    const { body } = await post('/api/v1/jobs', {});
    const again = await post('/api/v1/roots', { path: news });
    expect([again.status, again.body.code]).toEqual([409, 'job-running']);
    expect(again.body.hint).toContain(body.id);
    const removing = await request(app).delete(`/api/v1/roots?path=${pictures}`).set(HOME);
    expect(removing.status).toBe(409);
    finish();
    await expect.poll(async () => (await post('/api/v1/jobs', {})).status).toBe(202);
  });
});

describe('a job', () => {
  it('that fails says why', async () => {
    const { post, get, finish } = open();
    const { body } = await post('/api/v1/jobs', {});
    finish(new PhotoseekError('library-locked', 'Another process indexes.'));
    await expect
      .poll(async () => (await get(body.links.self)).body)
      .toMatchObject({
        state: 'failed',
        problem: { code: 'library-locked', status: 503 },
      });
  });

  it('can be cancelled', async () => {
    const { post, get, app } = open();
    const { body } = await post('/api/v1/jobs', {});
    expect((await request(app).delete(body.links.self).set(HOME)).status).toBe(202);
    await expect.poll(async () => (await get(body.links.self)).body.state).toBe('cancelled');
  });

  it('that is not known is not found', async () => {
    const { get, app } = open();
    for (const path of ['/api/v1/jobs/unknown', '/api/v1/jobs/unknown/events']) {
      expect((await get(path)).body.code).toBe('job-not-found');
    }
    expect((await request(app).delete('/api/v1/jobs/unknown').set(HOME)).status).toBe(404);
    expect((await get('/api/v1/jobs/a%20b')).status).toBe(400);
  });
});

describe('the events of a job', () => {
  async function follow(server: RunningServer, path: string) {
    const response = await fetch(server.url + path);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    return response.text();
  }
  const parse = (text: string) =>
    [...text.matchAll(/event: (\w+)\ndata: (.*)\n\n/g)].map(
      ([, event, data]) => [event, JSON.parse(String(data))] as const,
    );

  it('come while it goes, failures each, and end with the job', async () => {
    const run = makeRun();
    for (let done = 1; done <= 1000; done++) {
      const pace = { done, ratePerSecond: 1 };
      const steps = { decode: pace, encode: pace, write: pace };
      run.events.push({ type: 'progress', total: 1000, failed: 0, etaMs: 1, currentPath: 'a', ...pace, steps });
    }
    for (const path of ['x', 'y'])
      run.events.push({ type: 'failed', failure: { path, code: 'damaged-image', message: 'm' } });
    const server = await startServer({ library: run.library, port: 0 });
    const job = await (
      await fetch(`${server.url}/api/v1/jobs`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{}',
      })
    ).json();
    const following = follow(server, job.links.events);
    await wait(400);
    run.finish();
    const events = parse(await following);
    expect(events.length).toBeLessThan(20);
    expect(events.at(-1)).toMatchObject(['end', { id: job.id, state: 'done', report: { indexed: 2 } }]);
    expect(events.filter(([name]) => name === 'progress').at(-1)?.[1]).toMatchObject({ type: 'progress', done: 1000 });
    // Of one that has ended only the end is left to tell.
    expect(parse(await follow(server, job.links.events)).at(-1)?.[0]).toBe('end');
    await server.close();
  });

  it('do not keep a server from closing, which cancels the run', async () => {
    const run = makeRun();
    const server = await startServer({ library: run.library, port: 0 });
    const job = await (
      await fetch(`${server.url}/api/v1/jobs`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{}',
      })
    ).json();
    const following = follow(server, job.links.events);
    await wait(100);
    await closeWithinASecond(() => server.close());
    expect(parse(await following).at(-1)).toMatchObject(['end', { state: 'cancelled' }]);
  });

  it('stop when the client disconnects', async () => {
    const run = makeRun();
    const server = await startServer({ library: run.library, port: 0 });
    const job = await (
      await fetch(`${server.url}/api/v1/jobs`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{}',
      })
    ).json();
    const gone = new AbortController();
    const response = await fetch(server.url + job.links.events, { signal: gone.signal });
    await response.body?.getReader().read();
    gone.abort();
    run.finish();
    await expect.poll(async () => (await (await fetch(server.url + job.links.self)).json()).state).toBe('done');
    await server.close();
  });
});

describe('roots', () => {
  it('are listed, and taken out by their path', async () => {
    const removeRoot = vi.fn(async (path: string) => ({ path, removed: 2, forgotten: 1 }));
    const { get, app } = open(makeRun({ removeRoot }));
    expect((await get('/api/v1/roots')).body).toEqual({ roots: [root] });
    const { status, body } = await request(app)
      .delete(`/api/v1/roots?path=${encodeURIComponent(pictures)}`)
      .set(HOME);
    expect([status, body]).toEqual([200, { path: pictures, removed: 2, forgotten: 1 }]);
    expect(removeRoot).toHaveBeenCalledExactlyOnceWith(pictures);
    expect((await request(app).delete('/api/v1/roots').set(HOME)).status).toBe(400);
  });
});
