// With a FAKE library and the real keys: who is let in, and what they may do.
import { join } from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import { openLibrary } from '#src/library/open-library.js';
import type { KeyScope } from '#src/library/types/key-ring.js';
import type { Library } from '#src/library/types/library.js';
import { createApp } from '#src/server/app/create-app.js';
import { startServer } from '#src/server/app/listen.js';
import { OPERATIONS } from '#src/server/operations/all.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';
import { fakeAnswer, makeFakeLibrary } from '../fake-library.js';

const home = makeTemporaryFolder();
const HOME = { Host: 'localhost:7878' };
let real: Library;
const secrets: Partial<Record<KeyScope, string>> = {};

beforeAll(async () => {
  real = await openLibrary({ path: join(home, 'library'), oneShot: true });
  for (const scope of ['search', 'index', 'admin', 'embed', 'sensitive'] as const) {
    secrets[scope] = (await real.keys.create({ name: `the ${scope} one`, scopes: [scope] })).secret;
  }
});
afterAll(() => real.close());

const search = vi.fn(async () => fakeAnswer);
beforeEach(() => search.mockClear());

function makeApp(overrides: Partial<Library> = {}, isWide = false) {
  return createApp({
    library: makeFakeLibrary({ keys: real.keys, search, ...overrides }),
    isWide,
    onInternalError: vi.fn(),
  });
}

const bearer = (secret: string | undefined) => ({ ...HOME, Authorization: `Bearer ${secret}` });
const SEARCH = '/api/v1/search?q=boat';

describe('without a key', () => {
  const none = { ...makeFakeLibrary().keys };

  it('every client of this machine has every scope', async () => {
    const app = makeApp({ keys: none });
    expect((await request(app).get(SEARCH).set(HOME)).status).toBe(200);
    expect((await request(app).get('/metrics').set(HOME)).status).toBe(200);
    const { body } = await request(app).get('/api/v1/session').set(HOME);
    expect(body).toMatchObject({
      needsKey: false,
      signedIn: true,
      name: null,
      scopes: ['search', 'index', 'admin', 'embed', 'sensitive'],
    });
  });

  it('a key that is sent all the same is invalid', async () => {
    const { status, body } = await request(makeApp({ keys: none }))
      .get(SEARCH)
      .set(bearer('psk_x'));
    expect([status, body.code]).toEqual([401, 'key-invalid']);
  });

  it('no other client is let in', async () => {
    const { status, body } = await request(makeApp({ keys: none }, true))
      .get(SEARCH)
      .set(HOME);
    expect([status, body.code]).toEqual([401, 'key-required']);
  });

  it('a server that other machines can reach does not start', async () => {
    for (const host of ['0.0.0.0', '::']) {
      await expect(startServer({ library: makeFakeLibrary(), host, port: 0 })).rejects.toMatchObject({
        code: 'bad-argument',
        hint: expect.stringContaining('photoseek keys create'),
      });
    }
  });

  it('neither does it with keys that were all revoked', async () => {
    const [key] = await real.keys.list();
    const keys = { ...none, list: async () => [{ ...(key as NonNullable<typeof key>), revokedAtMs: 1 }] };
    const starting = startServer({ library: makeFakeLibrary({ keys }), host: '0.0.0.0', port: 0 });
    await expect(starting).rejects.toMatchObject({ code: 'bad-argument' });
  });
});

describe('with a key', () => {
  it('the server starts for other machines, too, and requires a key of each', async () => {
    const server = await startServer({ library: makeFakeLibrary({ keys: real.keys }), host: '0.0.0.0', port: 0 });
    const ask = (headers = {}) => fetch(`http://127.0.0.1:${server.port}${SEARCH}`, { headers });
    expect((await ask()).status).toBe(401);
    expect((await ask({ Authorization: `Bearer ${secrets.search}` })).status).toBe(200);
    await server.close();
  });

  it('every client needs one, on this machine, too', async () => {
    const { status, body, headers } = await request(makeApp()).get(SEARCH).set(HOME);
    expect([status, body.code]).toEqual([401, 'key-required']);
    expect(headers['www-authenticate']).toBe('Bearer realm="photoseek"');
    expect(search).not.toHaveBeenCalled();
  });

  it.each(['Bearer', 'Bearer ', 'Bearer wrong', 'Basic dXNlcjpwYXNz', 'psk_x', 'Bearer a b'])(
    '"%s" is none',
    async (authorization) => {
      const { status, body } = await request(makeApp())
        .get(SEARCH)
        .set({ ...HOME, Authorization: authorization });
      expect([status, body.code]).toEqual([401, 'key-invalid']);
      expect(search).not.toHaveBeenCalled();
    },
  );

  it('nothing is read of a body before the key is known', async () => {
    const send = request(makeApp()).post('/api/v1/search/by-image').set(HOME);
    const { status } = await send.attach('image', Buffer.alloc(1000), 'a.jpg');
    expect(status).toBe(401);
  });

  it('each operation requires its scope', async () => {
    const allowed: Record<KeyScope, KeyScope[]> = {
      search: ['search'],
      index: ['search', 'index'],
      admin: ['search', 'index', 'admin', 'embed', 'sensitive'],
      embed: ['embed'],
      sensitive: ['search', 'sensitive'],
    };
    const app = makeApp();
    for (const { scope, method, path } of OPERATIONS) {
      if (path.endsWith('/events')) continue;
      const address = path.replace('{id}', '7');
      for (const held of Object.keys(allowed) as KeyScope[]) {
        const { status, body } = await request(app)[method](address).set(bearer(secrets[held]));
        const isEnough = scope === null || allowed[held].includes(scope);
        expect([method, path, held, status === 403 && body.code === 'insufficient-scope']).toEqual([
          method,
          path,
          held,
          !isEnough,
        ]);
        expect([method, path, status]).not.toEqual([method, path, 401]);
      }
      const { status, body } = await request(app)[method](address).set(HOME);
      expect([method, path, status === 401 && body.code === 'key-required']).toEqual([method, path, scope !== null]);
    }
  });

  it('health, readiness, the document and the page need none', async () => {
    const app = makeApp();
    for (const path of ['/health', '/ready', '/api/v1/openapi.json', '/docs', '/docs/style.css', '/api/v1/session']) {
      expect([path, (await request(app).get(path).set(HOME)).status]).toEqual([path, 200]);
    }
  });

  it('metrics are given to those who had them lately, while keys cannot be read, and to nobody else', async () => {
    let isAway = false;
    const away = () => Promise.reject(new PhotoseekError('engine-unreachable', 'The database cannot be reached.'));
    const keys = {
      ...real.keys,
      list: () => (isAway ? away() : real.keys.list()),
      check: (secret: string) => (isAway ? away() : real.keys.check(secret)),
    };
    const { key, secret } = await real.keys.create({ name: 'revoked', scopes: ['admin'] });
    const app = makeApp({ keys }, true);
    const ask = async (path: string, headers: Record<string, string>) =>
      (await request(app).get(path).set(headers)).status;
    expect(await ask('/metrics', bearer(secrets.admin))).toBe(200);
    expect(await ask('/metrics', bearer(secret))).toBe(200);
    await real.keys.revoke(key.id);
    expect(await ask('/metrics', bearer(secret))).toBe(401);
    expect(await ask('/metrics', bearer(secrets.search))).toBe(403);
    isAway = true;
    expect(await ask('/metrics', bearer(secrets.admin))).toBe(200);
    for (const headers of [bearer(secret), bearer(secrets.search), bearer('psk_x'), HOME])
      expect(await ask('/metrics', headers)).toBe(503);
    expect(await ask(SEARCH, bearer(secrets.admin))).toBe(503);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_700_000 });
    expect(await ask('/metrics', bearer(secrets.admin))).toBe(503);
    vi.useRealTimers();
  });

  it('a folder goes with it to the library', async () => {
    const folder = join(home, 'library');
    const { key, secret } = await real.keys.create({ name: 'guest', folder });
    const reader = vi.fn(() => makeFakeLibrary());
    const all = Object.fromEntries(
      (
        [
          'search',
          'similar',
          'photo',
          'tagsOf',
          'thumbnail',
          'original',
          'facets',
          'suggest',
          'duplicates',
          'tags',
          'stats',
        ] as const
      ).map((name) => [name, vi.fn(() => Promise.reject(new Error('the whole library was asked')))]),
    );
    const app = makeApp({ ...all, reader });
    for (const { scope, method, path } of OPERATIONS) {
      if (scope !== 'search' || method !== 'get') continue;
      const address = path.replace('{id}', '7') + (/\/(search|where)$/.test(path) ? '?q=boat' : '');
      reader.mockClear();
      await request(app).get(address).set(bearer(secret));
      expect([path, reader.mock.calls]).toEqual([path, [[{ folder, hideSensitive: false }]]]);
    }
    for (const [name, call] of Object.entries(all)) expect([name, call.mock.calls]).toEqual([name, []]);
    await real.keys.revoke(key.id);
  });

  it('an address with many invalid ones must wait', async () => {
    const app = makeApp();
    const tries = await Promise.all(
      Array.from({ length: 25 }, () => request(app).get(SEARCH).set(bearer('psk_guess'))),
    );
    expect(tries.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(20);
    const { status, body, headers } = await request(app).get(SEARCH).set(bearer(secrets.search));
    expect([status, body.code]).toEqual([429, 'rate-limited']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('a session', () => {
  async function signIn(app = makeApp(), key = secrets.search) {
    const response = await request(app).post('/api/v1/session').set(HOME).send({ key });
    const cookie = String(response.headers['set-cookie']?.[0]);
    return { app, response, cookie, token: cookie.split(';')[0] as string };
  }

  it('begins with a key and is held in a cookie that scripts and other sites cannot use', async () => {
    const { response, cookie, token, app } = await signIn();
    expect(response.status).toBe(200);
    expect(response.body).toMatchObject({ needsKey: true, signedIn: true, name: 'the search one', scopes: ['search'] });
    expect(cookie).toMatch(/^photoseek_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604800$/);
    expect(cookie).not.toContain(secrets.search);
    expect(
      (
        await request(app)
          .get(SEARCH)
          .set({ ...HOME, Cookie: token })
      ).status,
    ).toBe(200);
    expect(
      (
        await request(app)
          .get('/api/v1/roots')
          .set({ ...HOME, Cookie: token })
      ).status,
    ).toBe(403);
  });

  it('does not start with an invalid key or another body', async () => {
    for (const [body, status] of [
      [{ key: 'psk_wrong' }, 401],
      [{}, 400],
      [{ key: '' }, 400],
      [{ key: 'x', more: 1 }, 400],
    ] as const) {
      const response = await request(makeApp()).post('/api/v1/session').set(HOME).send(body);
      expect(response.status).toBe(status);
      expect(response.headers).not.toHaveProperty('set-cookie');
    }
  });

  it('cannot be begun by a form of another page', async () => {
    const form = request(makeApp()).post('/api/v1/session').set(HOME).type('form');
    expect((await form.send({ key: secrets.search })).body.code).toBe('unsupported-media-type');
    const foreign = request(makeApp())
      .post('/api/v1/session')
      .set({ ...HOME, Origin: 'https://evil.example' });
    expect((await foreign.send({ key: secrets.search })).body.code).toBe('origin-not-allowed');
  });

  it('ends when one signs out', async () => {
    const { app, token } = await signIn();
    const out = await request(app)
      .delete('/api/v1/session')
      .set({ ...HOME, Cookie: token });
    expect([out.status, out.text]).toEqual([204, '']);
    expect(out.headers['set-cookie']?.[0]).toContain('Max-Age=0');
    expect(
      (
        await request(app)
          .get(SEARCH)
          .set({ ...HOME, Cookie: token })
      ).status,
    ).toBe(401);
  });

  it('ends when its key is revoked', async () => {
    const { key, secret } = await real.keys.create({ name: 'brief' });
    const { app, token } = await signIn(undefined, secret);
    await real.keys.revoke(key.id);
    expect(
      (
        await request(app)
          .get(SEARCH)
          .set({ ...HOME, Cookie: token })
      ).status,
    ).toBe(401);
  });

  it('ends after a week', async () => {
    const { app, token } = await signIn();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 7 * 24 * 3600_000 + 1000 });
    try {
      expect(
        (
          await request(app)
            .get(SEARCH)
            .set({ ...HOME, Cookie: token })
        ).status,
      ).toBe(401);
    } finally {
      vi.useRealTimers();
    }
  });

  it('of another server, or made up, is none', async () => {
    const { token } = await signIn();
    const other = makeApp();
    for (const cookie of [token, 'photoseek_session=', 'photoseek_session=x', 'other=1']) {
      expect(
        (
          await request(other)
            .get(SEARCH)
            .set({ ...HOME, Cookie: cookie })
        ).status,
      ).toBe(401);
    }
  });

  it('says Secure where the page came over TLS', async () => {
    const app = createApp({
      library: makeFakeLibrary({ keys: real.keys }),
      isWide: true,
      allowHosts: ['photos.example'],
    });
    const { headers } = await request(app)
      .post('/api/v1/session')
      .set({ Host: 'photos.example', Origin: 'https://photos.example' })
      .send({ key: secrets.search });
    expect(headers['set-cookie']?.[0]).toContain('; Secure');
  });
});

describe('the host names of a server that other machines can reach', () => {
  const ask = (host: string, origin?: string) =>
    request(createApp({ library: makeFakeLibrary({ keys: real.keys }), isWide: true, allowHosts: ['Photos.Example'] }))
      .post('/api/v1/search')
      .set({ ...bearer(secrets.search), Host: host, ...(origin ? { Origin: origin } : {}) })
      .send({ q: 'boat' });

  it.each(['192.168.1.5:7878', '[fe80::1]:7878', 'localhost', 'photos.example', 'PHOTOS.example:443'])(
    'may be %s',
    async (host) => {
      expect((await ask(host)).status).toBe(200);
    },
  );

  it.each(['evil.example', 'photos.example.evil.example', '192.168.1.5.evil.example', ''])(
    'may not be "%s"',
    async (host) => {
      expect((await ask(host)).body.code).toBe('host-not-allowed');
    },
  );

  it('bind the pages that may post', async () => {
    expect((await ask('photos.example', 'https://photos.example')).status).toBe(200);
    expect((await ask('192.168.1.5:7878', 'http://192.168.1.5:7878')).status).toBe(200);
    expect((await ask('photos.example', 'https://evil.example')).status).toBe(403);
  });
});
