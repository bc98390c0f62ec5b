// A server below a path and behind a proxy, with a FAKE library: docs/proxy.md.
import request from 'supertest';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ApiKey } from '#src/library/types/key-ring.js';
import type { Library } from '#src/library/types/library.js';
import { type AppOptions, createApp } from '#src/server/app/create-app.js';
import { startServer } from '#src/server/app/listen.js';
import { startSmallProxy } from '../../support/processes/small-proxy.js';
import { fakeAnswer, fakePhoto, makeFakeLibrary } from '../fake-library.js';

const HOME = { Host: 'localhost:7878' };
const PUBLIC = 'https://photos.example.org';
const SECRET = 'psk_of_the_test';
const KEY: ApiKey = {
  ...{ id: 1, name: 'the test', scopes: ['search'], folder: null },
  ...{ createdAtMs: 0, lastUsedAtMs: null, revokedAtMs: null },
};

function makeLibrary(overrides: Partial<Library> = {}): Library {
  const { keys } = makeFakeLibrary();
  return makeFakeLibrary({
    keys: { ...keys, list: async () => [KEY], check: async (secret) => (secret === SECRET ? KEY : undefined) },
    search: async () => ({ ...fakeAnswer, results: [] }),
    ...overrides,
  });
}

async function start(options: Partial<AppOptions> = {}): Promise<string> {
  const server = await startServer({ library: makeLibrary(), port: 0, ...options });
  onTestFinished(() => server.close());
  return server.url;
}

describe('a server below a path', () => {
  const open = (basePath: string, options: Partial<AppOptions> = {}) =>
    createApp({ library: makeFakeLibrary(), basePath, onInternalError: vi.fn(), ...options });

  it.each(['/photos', 'photos', '/photos/', '/a/b.c/photos~1'])('answers with it and without it: %s', async (given) => {
    const app = open(given);
    const basePath = `/${given.replace(/^\/|\/$/g, '')}`;
    for (const address of ['/health', '/api/v1/stats', '/docs', '/docs/style.css', '/'])
      for (const path of [address, basePath + address])
        expect((await request(app).get(path).set(HOME)).status, path).toBe(200);
    for (const path of [`${basePath}x/health`, `/x${basePath}/health`, `${basePath}${basePath}/health`])
      expect((await request(app).get(path).set(HOME)).status, path).toBe(404);
    const { status, headers } = await request(app).get(`${basePath}?q=a%20dog`).set(HOME);
    expect([status, headers['location']]).toEqual([308, `${basePath}/?q=a%20dog`]);
  });

  it('has it in links, in the OpenAPI document, in its documentation and in the cookie of a session', async () => {
    const app = open('/photos', { library: makeLibrary() });
    const signIn = await request(app).post('/photos/api/v1/session').set(HOME).send({ key: SECRET });
    expect(signIn.headers['set-cookie']?.[0]).toMatch(
      /^photoseek_session=[\w-]+; Path=\/photos\/; HttpOnly; SameSite=Strict/,
    );
    const { body: photo } = await request(app)
      .get('/photos/api/v1/photos/7')
      .set({ ...HOME, Authorization: `Bearer ${SECRET}` });
    expect(photo.links.thumbnail).toBe(`/photos/api/v1/photos/7/thumbnail?v=${fakePhoto.contentHash}`);
    expect(photo.links.similar).toBe('/photos/api/v1/similar/7');
    const { body: document } = await request(app).get('/photos/api/v1/openapi.json').set(HOME);
    expect(document.servers).toEqual([{ url: '/photos' }]);
    const { text } = await request(app).get('/photos/docs').set(HOME);
    expect(text).toContain('href="/photos/docs/style.css"');
    expect(text).toContain('href="/photos/api/v1/openapi.json"');
  });

  it('has it in the address of a job', async () => {
    const app = open('/photos', { library: makeFakeLibrary({ roots: async () => [{ path: '/' } as never] }) });
    const { status, headers, body } = await request(app).post('/photos/api/v1/jobs').set(HOME).send({});
    expect([status, headers['location']]).toEqual([202, `/photos/api/v1/jobs/${body.id}`]);
    expect(body.links.events).toBe(`/photos/api/v1/jobs/${body.id}/events`);
  });

  it.each(['/', '', '//'])('is one without a path for "%s"', async (given) => {
    const { body } = await request(open(given)).get('/api/v1/openapi.json').set(HOME);
    expect(body.servers).toEqual([{ url: '/' }]);
  });

  it.each(['/api', '/docs', '/a b', '/a/../b', '/a//b', 'http://x/photos', '/ä', '/a?b', '/.'])(
    'is refused for "%s"',
    (given) => {
      expect(() => open(given)).toThrow('The base path must be a path such as /photos');
    },
  );
});

describe('behind a proxy', () => {
  it.each(['strip', 'keep'] as const)(
    'a page signs in and searches; the proxy passes the path on: %s',
    async (path) => {
      const target = await start({
        basePath: '/photos',
        trustedProxies: ['loopback'],
        allowHosts: ['photos.example.org'],
      });
      const proxy = await startSmallProxy({ target, basePath: '/photos', path, publicOrigin: PUBLIC });
      const page = await fetch(`${proxy}/photos/`);
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      const signIn = await fetch(`${proxy}/photos/api/v1/session`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Origin: PUBLIC },
        body: JSON.stringify({ key: SECRET }),
      });
      const cookie = signIn.headers.get('set-cookie') ?? '';
      expect([signIn.status, cookie]).toEqual([200, expect.stringMatching(/; Path=\/photos\/; .*; Secure$/)]);
      const [session = ''] = cookie.split(';');
      const search = await fetch(`${proxy}/photos/api/v1/search?q=a`, { headers: { Cookie: session } });
      expect(search.status).toBe(200);
      expect((await fetch(`${proxy}/photos/api/v1/search?q=a`)).status).toBe(401);
      expect((await fetch(`${proxy}/health`)).status).toBe(404);
    },
  );

  it('pages of other sites are refused, and so are names that were not allowed', async () => {
    const target = await start({ trustedProxies: ['loopback'], allowHosts: ['photos.example.org'] });
    const ask = async (publicOrigin: string, origin: string) => {
      const proxy = await startSmallProxy({ target, basePath: '', path: 'keep', publicOrigin });
      const headers = { 'Content-Type': 'application/json', Origin: origin };
      return (await fetch(`${proxy}/api/v1/session`, { method: 'POST', headers, body: '{"key":"x"}' })).status;
    };
    expect(await ask(PUBLIC, PUBLIC)).toBe(401);
    expect(await ask(PUBLIC, 'https://evil.example')).toBe(403);
    expect(await ask('https://evil.example', 'https://evil.example')).toBe(421);
  });

  it('each client has limits of its own', async () => {
    const target = await start({ trustedProxies: ['127.0.0.0/8'], allowHosts: ['photos.example.org'] });
    const proxy = await startSmallProxy({ target, basePath: '', path: 'keep', publicOrigin: PUBLIC });
    const guess = async (client: string) =>
      (
        await fetch(`${proxy}/api/v1/stats`, {
          headers: { Authorization: 'Bearer psk_wrong', 'X-Forwarded-For': `6.6.6.6, ${client}` },
        })
      ).status;
    // The test itself stands for a trusted proxy before this one, which named the client.
    for (let i = 0; i < 20; i++) expect(await guess('203.0.113.7')).toBe(401);
    expect(await guess('203.0.113.7')).toBe(429);
    expect(await guess('203.0.113.8')).toBe(401);
  });

  it('every request needs a key, and without one the server does not start', async () => {
    const library = makeFakeLibrary();
    await expect(startServer({ library, port: 0, trustedProxies: ['loopback'] })).rejects.toThrow('no key yet');
    const app = createApp({ library, trustedProxies: ['10.1.2.3'] });
    expect((await request(app).get('/api/v1/stats').set(HOME)).status).toBe(401);
  });
});

describe('X-Forwarded headers of others than trusted proxies', () => {
  const FORGED = { 'X-Forwarded-Host': 'localhost', 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '127.0.0.1' };

  it.each([
    ['no proxy is trusted', []],
    ['the proxy is another one', ['10.1.2.3']],
    ['the proxy is of another network', ['192.168.0.0/16', 'fd00::/8']],
  ])('are ignored where %s', async (_, trustedProxies) => {
    const app = createApp({ library: makeLibrary(), trustedProxies, allowHosts: ['photos.example.org'] });
    // The name that was asked for counts, not the one that is claimed.
    expect(
      (
        await request(app)
          .get('/health')
          .set({ Host: 'evil.example', ...FORGED })
      ).status,
    ).toBe(421);
    const session = request(app).post('/api/v1/session').send({ key: SECRET });
    const { headers } = await session.set({ Host: 'photos.example.org', ...FORGED });
    expect(headers['set-cookie']?.[0]).not.toContain('Secure');
    for (let i = 0; i < 21; i++) {
      const guess = request(app)
        .get('/api/v1/stats')
        .set({ Authorization: 'Bearer psk_wrong', ...HOME });
      const { status } = await guess.set('X-Forwarded-For', `203.0.113.${i}`);
      expect(status).toBe(i < 20 ? 401 : 429);
    }
  });

  it.each(['nonsense', '10.0.0.0/99', '1.2.3', ''])('are not believed of an address that is none: "%s"', (proxy) => {
    expect(() => createApp({ library: makeLibrary(), trustedProxies: [proxy] })).toThrow(/trusted proxy must be/);
  });
});
