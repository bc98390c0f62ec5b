// nginx and Caddy with the configurations of docs/proxy.md before a server with a FAKE library; left out where they are not installed.
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ApiKey } from '#src/library/types/key-ring.js';
import type { AppOptions } from '#src/server/app/create-app.js';
import { startServer } from '#src/server/app/listen.js';
import { isInstalled, type ProxyProgram, readBlock, startRealProxy } from '../../support/processes/real-proxies.js';
import { fakeAnswer, makeFakeLibrary } from '../fake-library.js';

const SECRET = 'psk_of_the_test';
const KEY: ApiKey = {
  ...{ id: 1, name: 'the test', scopes: ['search', 'index'], folder: null },
  ...{ createdAtMs: 0, lastUsedAtMs: null, revokedAtMs: null },
};

async function start(options: Partial<AppOptions>): Promise<string> {
  const { keys } = makeFakeLibrary();
  const library = makeFakeLibrary({
    keys: { ...keys, list: async () => [KEY], check: async (secret) => (secret === SECRET ? KEY : undefined) },
    search: async () => ({ ...fakeAnswer, results: [] }),
    roots: async () => [{ path: '/' } as never],
  });
  const server = await startServer({ library, port: 0, trustedProxies: ['loopback'], ...options });
  onTestFinished(() => server.close());
  return server.url;
}

/** The page says that either works. */
const withPath = readBlock('caddy', 0).replace('handle_path', 'handle');

const CONFIGURATIONS: [string, ProxyProgram, number | string, string, string][] = [
  ['nginx, below a path', 'nginx', 0, 'example.org', '/photos'],
  ['Caddy, below a path', 'caddy', 0, 'example.org', '/photos'],
  ['Caddy, below a path, passed on with it', 'caddy', withPath, 'example.org', '/photos'],
  ['Caddy, at a name of its own', 'caddy', 1, 'photos.example.org', ''],
];

describe.each(CONFIGURATIONS)('%s', (_what, proxy, block, name, basePath) => {
  it.skipIf(!isInstalled(proxy))('serves the page, a session, the interface and its document', async () => {
    const target = await start({ basePath, allowHosts: [name] });
    const { ask, origin } = await startRealProxy(proxy, block, target, name);

    const page = await ask(`${basePath}/`);
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    // Every address in the page is relative: it is read below the path. Those of the interface need a key.
    const addresses = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address as string);
    const assets = addresses.filter((address) => !address.startsWith('api/'));
    expect(assets.length).toBeGreaterThan(1);
    for (const asset of assets)
      expect((await ask(new URL(asset, `${origin}${basePath}/`).pathname)).status, asset).toBe(200);

    const json = { 'Content-Type': 'application/json' };
    const signIn = (from: string) =>
      ask(`${basePath}/api/v1/session`, {
        method: 'POST',
        headers: { ...json, Origin: from },
        body: JSON.stringify({ key: SECRET }),
      });
    expect((await signIn('https://evil.example')).status).toBe(403);
    const session = await signIn(origin);
    const [cookie = ''] = session.headers['set-cookie'] ?? [];
    expect([session.status, cookie]).toEqual([200, expect.stringMatching(/; Secure$/)]);
    expect(cookie).toContain(`; Path=${basePath}/; HttpOnly; SameSite=Strict`);
    const headers = { Cookie: cookie.split(';')[0] as string };

    expect((await ask(`${basePath}/api/v1/search?q=a`)).status).toBe(401);
    expect((await ask(`${basePath}/api/v1/search?q=a%20dog%2Bcat`, { headers })).status).toBe(200);
    const photo = JSON.parse((await ask(`${basePath}/api/v1/photos/7`, { headers })).text);
    expect(photo.links.similar).toBe(`${basePath}/api/v1/similar/7`);
    const document = JSON.parse((await ask(`${basePath}/api/v1/openapi.json`)).text);
    expect(document.servers).toEqual([{ url: basePath || '/' }]);
    const documentation = await ask(`${basePath}/docs`);
    expect(documentation.text).toContain(`href="${basePath}/api/v1/openapi.json"`);

    const job = await ask(`${basePath}/api/v1/jobs`, {
      method: 'POST',
      headers: { ...headers, ...json, Origin: origin },
      body: '{}',
    });
    expect([job.status, job.headers['location']]).toEqual([
      202,
      expect.stringMatching(new RegExp(`^${basePath}/api/v1/jobs/`)),
    ]);
    const events = await ask(`${job.headers['location']}/events`, { headers });
    expect(events.text).toContain('event: ');
  });

  it.skipIf(!isInstalled(proxy))('tells clients of their own headers from those that it sets', async () => {
    const target = await start({ basePath, allowHosts: [name] });
    const { ask } = await startRealProxy(proxy, block, target, name);
    for (let i = 0; i < 21; i++) {
      const headers = { Authorization: 'Bearer psk_wrong', 'X-Forwarded-For': `203.0.113.${i}` };
      expect((await ask(`${basePath}/api/v1/stats`, { headers })).status).toBe(i < 20 ? 401 : 429);
    }
    const forged = { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'http' };
    expect((await ask(`${basePath}/health`, { headers: forged })).status).toBe(200);
  });

  it.skipIf(!isInstalled(proxy) || basePath === '')(
    'leads to the page without a separator, and owns no more',
    async () => {
      const { ask } = await startRealProxy(proxy, block, await start({ basePath, allowHosts: [name] }), name);
      const { status, headers } = await ask(basePath);
      expect([status, new URL(headers['location'] as string, `https://${name}${basePath}`).pathname]).toEqual([
        308,
        `${basePath}/`,
      ]);
      expect((await ask(`${basePath}x/health`)).text).not.toContain('ok');
    },
  );
});
