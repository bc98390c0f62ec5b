// With a FAKE library: what whoever runs the server sees of it: logs, metrics, health.
import { Writable } from 'node:stream';
import { pino } from 'pino';
import request from 'supertest';
import { describe, expect, it, vi } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import type { ReplicaStatus } from '#src/library/published/read/replica/types.js';
import type { LibraryStats } from '#src/library/types/descriptions.js';
import { createApp } from '#src/server/app/create-app.js';
import { Metrics } from '#src/server/app/metrics.js';
import { type fakeAnswer, fakeStats, makeFakeLibrary } from '../fake-library.js';

const HOME = { Host: 'localhost:7878' };

function makeLog(level: string) {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return {
    log: pino({ level }, stream),
    read: () => lines.map((line) => JSON.parse(line)),
    text: () => lines.join(''),
  };
}

describe('the log', () => {
  it('has a line for each request, with the id that the answer carries', async () => {
    const { log, read } = makeLog('info');
    const app = createApp({ library: makeFakeLibrary(), log });
    const { headers } = await request(app).get('/api/v1/photos/7').set(HOME);
    const [line] = read();
    expect(headers['x-request-id']).toMatch(/^[\w-]{36}$/);
    expect(line).toMatchObject({
      req: { id: headers['x-request-id'], method: 'GET', path: '/api/v1/photos/7' },
      res: { status: 200 },
      operation: 'getPhoto',
      ms: expect.any(Number),
    });
  });

  it('takes the id that a proxy has set, when it is valid', async () => {
    const app = createApp({ library: makeFakeLibrary(), log: makeLog('info').log });
    const ask = async (id: string) =>
      (
        await request(app)
          .get('/health')
          .set({ ...HOME, 'X-Request-Id': id })
      ).headers['x-request-id'];
    expect(await ask('abc-123')).toBe('abc-123');
    expect(await ask('a b"')).not.toBe('a b"');
    expect(await ask('x'.repeat(65))).toHaveLength(36);
  });

  it('has no queries, keys or cookies at info', async () => {
    const { log, read, text } = makeLog('info');
    const app = createApp({ library: makeFakeLibrary(), log, onInternalError: vi.fn() });
    const secret = { ...HOME, Authorization: 'Bearer psk_confidential', Cookie: 'photoseek_session=confidential' };
    await request(app).get('/api/v1/search?q=confidential').set(HOME);
    await request(app).get('/api/v1/suggest?q=confidential').set(HOME);
    await request(app).post('/api/v1/search').set(HOME).send({ q: 'confidential', filters: 'confidential' });
    await request(app).post('/api/v1/session').set(HOME).send({ key: 'psk_confidential' });
    await request(app).delete('/api/v1/roots?path=/confidential').set(HOME);
    await request(app).get('/api/v1/stats').set(secret);
    expect(read()).toHaveLength(6);
    expect(text()).not.toContain('confidential');
  });

  it('has whole addresses at debug only', async () => {
    const { log, text } = makeLog('debug');
    await request(createApp({ library: makeFakeLibrary(), log }))
      .get('/api/v1/search?q=boat')
      .set(HOME);
    expect(text()).toContain('/api/v1/search?q=boat');
  });

  it('has internal errors with their stack, which the response has not', async () => {
    const { log, read } = makeLog('warn');
    const app = createApp({
      library: makeFakeLibrary({ stats: () => Promise.reject(new Error('row 3 is odd')) }),
      log,
    });
    const { text } = await request(app).get('/api/v1/stats').set(HOME);
    expect(text).not.toContain('row 3');
    expect(read().find((line) => line.level === 50)).toMatchObject({
      err: { message: 'row 3 is odd', stack: expect.stringContaining('observability.test') },
    });
  });
});

describe('metrics', () => {
  it('have durations of stages and requests, the size of the library, queues and memory', async () => {
    const metrics = new Metrics();
    const app = createApp({ library: makeFakeLibrary(), metrics });
    for (const stage of ['decode', 'encode', 'search', 'filter', 'thumbnail'] as const) metrics.observeStage(stage, 7);
    await request(app).get('/api/v1/search?q=boat').set(HOME);
    await request(app).get('/api/v1/search?q=boat&limit=0').set(HOME);
    const { status, headers, text } = await request(app).get('/metrics').set(HOME);
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/plain');
    for (const stage of ['decode', 'encode', 'search', 'filter', 'thumbnail']) {
      expect(text).toContain(`photoseek_stage_seconds_bucket{le="0.005",stage="${stage}"} 0`);
      expect(text).toContain(`photoseek_stage_seconds_bucket{le="0.01",stage="${stage}"} 1`);
    }
    for (const status of [200, 400]) {
      expect(text).toContain(`photoseek_request_seconds_count{operation="searchByText",status="${status}"} 1`);
    }
    for (const of of ['photos', 'files', 'failures', 'diskBytes'])
      expect(text).toMatch(new RegExp(`photoseek_library_size\\{of="${of}"\\} \\d+`));
    for (const queue of ['search', 'decode', 'upload'])
      expect(text).toContain(`photoseek_queue_depth{queue="${queue}"} 0`);
    expect(text).toMatch(/photoseek_memory_bytes\{kind="resident"\} \d{7,}/);
    expect(text).not.toContain('boat');
  });

  it('have those of the process, and that the library is unreadable, where it is', async () => {
    let stats: () => Promise<LibraryStats> = async () => fakeStats;
    const app = createApp({ library: makeFakeLibrary({ stats: () => stats() }) });
    const ask = async () => (await request(app).get('/metrics').set(HOME)).text;
    stats = () => Promise.reject(new PhotoseekError('engine-unreachable', 'db.example.org cannot be reached.'));
    const text = await ask();
    expect(text).toMatch(/photoseek_library_readable 0\n/);
    expect(text).toMatch(/photoseek_memory_bytes\{kind="resident"\} \d{7,}/);
    expect(text).toContain('photoseek_queue_depth{queue="search"} 0');
    expect(text).not.toMatch(/photoseek_library_size\{|example\.org/);
    stats = async () => fakeStats;
    expect(await ask()).toMatch(/photoseek_library_size\{of="photos"\} \d+[\s\S]*photoseek_library_readable 1\n/);
  });

  it('do not wait for a library that does not answer', async () => {
    const app = createApp({ library: makeFakeLibrary({ stats: () => new Promise(() => {}) }) });
    const { status, text } = await request(app).get('/metrics').set(HOME);
    expect(status).toBe(200);
    expect(text).toMatch(/photoseek_library_readable 0\n/);
  });

  it('have the state of a read replica, where there is one, as /ready has it', async () => {
    const alone = await request(createApp({ library: makeFakeLibrary() }))
      .get('/metrics')
      .set(HOME);
    expect(alone.text).not.toContain('photoseek_replica');
    let replica: ReplicaStatus = { state: 'used', lagSeconds: 1.5, reason: null };
    const app = createApp({ library: makeFakeLibrary(), replica: () => replica });
    const ask = async (path: string) => request(app).get(path).set(HOME);
    expect((await ask('/metrics')).text).toMatch(
      /photoseek_replica_used 1\n[\s\S]*photoseek_replica_lag_seconds 1\.5\n/,
    );
    replica = { state: 'lost', lagSeconds: null, reason: 'db.example.org:5432/photos cannot be reached.' };
    expect((await ask('/metrics')).text).toMatch(
      /photoseek_replica_used 0\n[\s\S]*photoseek_replica_lag_seconds Nan\n/i,
    );
    const { status, body, text } = await ask('/ready');
    expect([status, body]).toEqual([200, { status: 'ready', replica: { state: 'lost', lagSeconds: null } }]);
    expect(text).not.toContain('example.org');
  });

  it('have the requests that wait', async () => {
    const search = vi.fn(() => new Promise<typeof fakeAnswer>(() => {}));
    const app = createApp({ library: makeFakeLibrary({ search }), limits: { searches: 1, timeLimitMs: 2000 } });
    for (let i = 0; i < 3; i++)
      request(app)
        .get('/api/v1/search?q=boat')
        .set(HOME)
        .end(() => {});
    await vi.waitFor(async () => {
      expect((await request(app).get('/metrics').set(HOME)).text).toContain('photoseek_queue_depth{queue="search"} 2');
    });
  });
});

describe('/health', () => {
  it('is 503 while the database cannot be used, and says when to come again; the process is alive', async () => {
    let isAvailable = false;
    const app = createApp({ library: makeFakeLibrary(), isAvailable: () => isAvailable, isReady: () => false });
    const ask = (path: string) => request(app).get(path).set(HOME);
    for (const path of ['/health', '/ready']) {
      const { status, headers, body } = await ask(path);
      expect([status, headers['retry-after'], body.code], path).toEqual([503, '5', 'unavailable']);
    }
    expect((await ask('/live')).body).toEqual({ status: 'alive' });
    isAvailable = true;
    expect((await ask('/health')).status).toBe(200);
    expect((await ask('/ready')).body).toMatchObject({ code: 'not-ready' });
  });
});

describe('/ready', () => {
  it('responds 503 until the model is loaded, while /health responds 200', async () => {
    let isReady = false;
    const app = createApp({ library: makeFakeLibrary(), isReady: () => isReady });
    const ask = () => request(app).get('/ready').set(HOME);
    expect([(await ask()).status, (await ask()).body.code]).toEqual([503, 'not-ready']);
    expect((await request(app).get('/health').set(HOME)).status).toBe(200);
    isReady = true;
    expect((await ask()).body).toEqual({ status: 'ready' });
  });
});
