// With a FAKE library: codes that let another device in.
import request from 'supertest';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createApp } from '#src/server/app/create-app.js';
import { makeFakeLibrary } from '../fake-library.js';

afterEach(() => void vi.useRealTimers());

function makeApp() {
  const key = { id: 1, name: 'laptop', scopes: ['search' as const], folder: null, createdAtMs: 0, lastUsedAtMs: null };
  let revokedAtMs: number | null = null;
  const library = makeFakeLibrary();
  Object.assign(library.keys, {
    list: async () => [{ ...key, revokedAtMs }],
    check: async (secret: string) => (secret === 'right' ? { ...key, revokedAtMs } : undefined),
  });
  const app = createApp({ library, isWide: true });
  const post = (path: string, headers: Record<string, string> = {}) =>
    request(app)
      .post(`/api/v1/session${path}`)
      .set({ Host: '192.168.1.20:7878', ...headers });
  return {
    invite: async (host = '192.168.1.20:7878') =>
      (await post('/invitations', { Authorization: 'Bearer right', Host: host })).body,
    enter: (code: string) => post('').send({ code }),
    post,
    revoke: () => {
      revokedAtMs = 1;
    },
  };
}

describe('an invitation', () => {
  it('lets in once, with the same key, at the address of whoever invites', async () => {
    const { invite, enter } = makeApp();
    const { code, addresses } = await invite();
    expect(addresses).toEqual(['http://192.168.1.20:7878/']);
    const { body, headers } = await enter(code);
    expect(body).toMatchObject({ signedIn: true, name: 'laptop', scopes: ['search'] });
    expect(String(headers['set-cookie'])).toContain('HttpOnly; SameSite=Strict');
    expect((await enter(code)).body.code).toBe('key-invalid');
  });

  it('ends after five minutes, and with its key', async () => {
    const { invite, enter, revoke } = makeApp();
    const [late, revoked] = [await invite(), await invite()];
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 301_000 });
    expect((await enter(late.code)).status).toBe(401);
    vi.useRealTimers();
    revoke();
    expect((await enter(revoked.code)).status).toBe(401);
  });

  it('needs a key, and sign-in takes either a key or a code', async () => {
    const { post, invite } = makeApp();
    expect((await post('/invitations')).status).toBe(401);
    expect((await post('').send({})).status).toBe(400);
    expect((await post('').send({ key: 'right', code: 'x' })).status).toBe(400);
    // Opened on the machine itself: the addresses of it that others reach.
    for (const address of (await invite('localhost:7878')).addresses)
      expect(address).toMatch(/^http:\/\/[\d.]+:\d+\/$/);
  });
});
