// With a FAKE library that names real files: how an original is sent.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import { fromNameBytes, toFsPath } from '#src/runtime/fs-path.js';
import { createApp } from '#src/server/app/create-app.js';
import { makeContentDisposition } from '#src/server/operations/photos/send-original.js';
import { makeFakeLibrary } from '../fake-library.js';

let folder: string;
const content = Buffer.from('0123456789abcdef');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'photoseek-original-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function getOriginal(path: string, mediaType = 'image/jpeg') {
  const original = async () => ({ path, mediaType, sizeBytes: content.length });
  const app = createApp({ library: makeFakeLibrary({ original }), onInternalError: vi.fn() });
  return request(app).get('/api/v1/photos/7/original').set('Host', 'localhost').buffer(true);
}

async function makeFile(...parts: string[]): Promise<string> {
  const path = join(folder, ...parts);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, content);
  return path;
}

describe('GET /api/v1/photos/:id/original', () => {
  it.each(['plain.jpg', '100% #1? &=+;.jpg', 'größe 写真 📷.jpg', '%41.jpg', 'a"b\\c\nd.jpg'])(
    'sends the bytes of a file named %j',
    async (name) => {
      const { status, body, headers } = await getOriginal(await makeFile(name));
      expect(status).toBe(200);
      expect(Buffer.compare(body, content)).toBe(0);
      expect(headers['content-type']).toBe('image/jpeg');
      expect(headers['content-disposition']).toContain(`filename*=UTF-8''`);
    },
  );

  it.runIf(process.platform === 'linux').each(['s\xf6.jpg', 'J\xe4rvi/\xff.jpg', '.\x80/a.jpg'])(
    'sends the bytes of a file whose name is not UTF-8: %j',
    async (name) => {
      const path = join(folder, fromNameBytes(Buffer.from(name, 'latin1')));
      await mkdir(toFsPath(dirname(path)), { recursive: true });
      await writeFile(toFsPath(path), content);
      const { status, body, headers } = await getOriginal(path);
      expect([status, Buffer.compare(body, content)]).toEqual([200, 0]);
      expect(() => decodeURIComponent(headers['content-disposition'] as string)).not.toThrow();
      expect((await getOriginal(`${path}.gone`)).status).toBe(404);
    },
  );

  it('sends files below a dot-folder', async () => {
    expect((await getOriginal(await makeFile('.hidden', '.photo.jpg'))).status).toBe(200);
  });

  it('sends ranges, and says 416 with the size for an impossible one', async () => {
    const path = await makeFile('range.jpg');
    const part = await getOriginal(path).set('Range', 'bytes=4-7');
    expect([part.status, part.body.toString(), part.headers['content-range']]).toEqual([206, '4567', 'bytes 4-7/16']);
    const beyond = await getOriginal(path).set('Range', 'bytes=99-');
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, 'bytes */16']);
    expect(beyond.headers).not.toHaveProperty('content-disposition');
    expect(JSON.parse(beyond.text).code).toBe('range-not-satisfiable');
  });

  it('answers 304 to its own ETag', async () => {
    const path = await makeFile('cached.jpg');
    const first = await getOriginal(path);
    const second = await getOriginal(path).set('If-None-Match', String(first.headers['etag']));
    expect(second.status).toBe(304);
  });

  it('lets no file run scripts or load anything', async () => {
    const { headers } = await getOriginal(await makeFile('drawing.svg'), 'image/svg+xml');
    expect(headers['content-security-policy']).toBe("sandbox; default-src 'none'; style-src 'unsafe-inline'");
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('names films and PDFs by their types, and lets the viewer of a browser show a PDF', async () => {
    const film = await getOriginal(await makeFile('film.mp4'), 'video/mp4').set('Range', 'bytes=4-7');
    expect([film.status, film.headers['content-type'], film.body.toString()]).toEqual([206, 'video/mp4', '4567']);
    const { headers } = await getOriginal(await makeFile('report.pdf'), 'application/pdf');
    expect(headers['content-type']).toBe('application/pdf');
    expect(headers['content-security-policy']).not.toContain('sandbox');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('sends other media types as bytes', async () => {
    const { headers } = await getOriginal(await makeFile('page.html'), 'text/html');
    expect(headers['content-type']).toBe('application/octet-stream');
  });

  it('says original-missing when the file is gone or became a folder', async () => {
    for (const path of [join(folder, 'gone.jpg'), folder]) {
      const { status, text } = await getOriginal(path);
      expect([status, JSON.parse(text).code]).toEqual([404, 'original-missing']);
      expect(text).not.toContain(folder);
    }
  });

  it('reports a photo whose disk is unplugged as the library does', async () => {
    const original = () => Promise.reject(new PhotoseekError('original-missing', 'The disk is not there.'));
    const app = createApp({ library: makeFakeLibrary({ original }) });
    const { status, body } = await request(app).get('/api/v1/photos/7/original').set('Host', 'localhost');
    expect([status, body.code]).toEqual([404, 'original-missing']);
  });
});

describe('makeContentDisposition', () => {
  it.each([
    ['boat.jpg', `inline; filename="boat.jpg"; filename*=UTF-8''boat.jpg`],
    ['é "x".jpg', `inline; filename="_ _x_.jpg"; filename*=UTF-8''%C3%A9%20%22x%22.jpg`],
    ["it's (1)*.jpg", `inline; filename="it's (1)*.jpg"; filename*=UTF-8''it%27s%20%281%29%2A.jpg`],
    ['a\r\nSet-Cookie: b', `inline; filename="a__Set-Cookie: b"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20b`],
    ['\ud800.jpg', `inline; filename="_.jpg"; filename*=UTF-8''%EF%BF%BD.jpg`],
  ])('writes %j safely', (name, header) => {
    expect(makeContentDisposition(name)).toBe(header);
  });
});
