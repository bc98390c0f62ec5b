// With a FAKE library: who may talk to the server, and what answers forbid the browser.
import request from 'supertest';
import { describe, expect, it, vi } from 'vitest';
import { createApp } from '#src/server/app/create-app.js';
import { fakeAnswer, makeFakeLibrary } from './fake-library.js';

function makeSpiedApp() {
  const search = vi.fn(async () => fakeAnswer);
  const similar = vi.fn(async () => fakeAnswer);
  return { app: createApp({ library: makeFakeLibrary({ search, similar }) }), search, similar };
}

describe('the Host header', () => {
  it.each(['localhost', 'localhost:7878', '127.0.0.1:7878', '127.0.0.1', '[::1]:7878', 'LOCALHOST:1', '127.1.2.3'])(
    'may be %s',
    async (host) => {
      expect((await request(makeSpiedApp().app).get('/health').set('Host', host)).status).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'evil.example:7878',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.evil.example',
    '192.168.1.5:7878',
    '0.0.0.0:7878',
    'localhost@evil.example',
    '[::ffff:8.8.8.8]',
    '',
  ])('may not be "%s" (DNS rebinding)', async (host) => {
    const { app, search } = makeSpiedApp();
    const { status, body } = await request(app).get('/api/v1/search?q=boat').set('Host', host);
    expect([status, body.code]).toEqual([421, 'host-not-allowed']);
    expect(search).not.toHaveBeenCalled();
  });

  it('guards the page as well', async () => {
    expect((await request(makeSpiedApp().app).get('/').set('Host', 'evil.example')).status).toBe(421);
  });
});

describe('requests from other pages', () => {
  const upload = (origin: string) => {
    const { app, similar } = makeSpiedApp();
    const sent = request(app).post('/api/v1/search/by-image').set({ Host: 'localhost:7878', Origin: origin });
    return { sent: sent.attach('image', Buffer.from('x'), 'x.jpg'), similar };
  };

  it('may post when they have the same origin', async () => {
    expect((await upload('http://localhost:7878').sent).status).toBe(200);
  });

  it.each(['https://evil.example', 'null', 'http://localhost:3000', 'https://localhost:7878', 'http://127.0.0.1:7878'])(
    'may not post from %s',
    async (origin) => {
      const { sent, similar } = upload(origin);
      const { status, body } = await sent;
      expect([status, body.code]).toEqual([403, 'origin-not-allowed']);
      expect(similar).not.toHaveBeenCalled();
    },
  );

  it('may not read across sites, but may link here', async () => {
    const { app } = makeSpiedApp();
    const ask = (mode: string) =>
      request(app)
        .get('/api/v1/stats')
        .set({ Host: 'localhost', 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': mode });
    expect([(await ask('no-cors')).status, (await ask('navigate')).status]).toEqual([403, 200]);
  });
});

describe('every answer', () => {
  it.each(['/', '/app.js', '/api/v1/stats', '/api/v1/nowhere', '/health'])(
    'forbids what is not needed: %s',
    async (path) => {
      const { headers } = await request(makeSpiedApp().app).get(path).set('Host', 'localhost');
      const policy = String(headers['content-security-policy']);
      for (const part of ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
        expect(policy).toContain(part);
      }
      expect(policy).not.toMatch(/unsafe|upgrade-insecure-requests|https?:/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).not.toHaveProperty('strict-transport-security');
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    },
  );
});

describe('the page', () => {
  it('is served with all its resources, and names no other host', async () => {
    const { app } = makeSpiedApp();
    const { text, headers } = await request(app).get('/').set('Host', 'localhost');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    const named = [...text.matchAll(/(?:src|href)="\.(\/[^"?]+\.\w+)"/g)].map(([, path]) => String(path));
    expect(named.length).toBeGreaterThan(2);
    for (const path of named) expect((await request(app).get(path).set('Host', 'localhost')).status).toBe(200);
    expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(text).not.toMatch(/<script(?![^>]*src=)|<style| style=| on[a-z]+=/);
  });
});
