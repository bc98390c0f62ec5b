// With a FAKE library: what happens to an uploaded picture before the library sees it.
import request from 'supertest';
import { describe, expect, it, vi } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import { createApp } from '#src/server/app/create-app.js';
import { fakeAnswer, makeFakeLibrary } from '../fake-library.js';

const ADDRESS = '/api/v1/search/by-image';

function post(similar = vi.fn(async () => fakeAnswer), address = ADDRESS) {
  const app = createApp({ library: makeFakeLibrary({ similar }), onInternalError: vi.fn() });
  return { upload: request(app).post(address).set('Host', 'localhost'), similar };
}

describe('POST /api/v1/search/by-image', () => {
  it('passes exactly the bytes of the image to the library', async () => {
    const bytes = Buffer.from([0xff, 0xd8, 0, 10, 13, 0xff]);
    const { upload, similar } = post(undefined, `${ADDRESS}?limit=4`);
    const { status, body } = await upload.attach('image', bytes, 'photo.jpg');
    expect(status).toBe(200);
    expect(similar).toHaveBeenCalledExactlyOnceWith({ bytes }, { limit: 4, signal: expect.any(AbortSignal) });
    expect(body.results[0].links.thumbnail).toContain('/photos/7/');
  });

  it('names the expected field when it gets another one', async () => {
    const { upload, similar } = post();
    const { status, body } = await upload.attach('photo', Buffer.from('x'), 'photo.jpg');
    expect([status, body.code]).toEqual([400, 'bad-argument']);
    expect(body.detail).toBe(
      'The body must have exactly one image, as the multipart field "image". Got an unexpected field "photo".',
    );
    expect(similar).not.toHaveBeenCalled();
  });

  it('refuses two images', async () => {
    const { upload } = post();
    const { status, body } = await upload.attach('image', Buffer.from('a'), 'a').attach('image', Buffer.from('b'), 'b');
    expect([status, body.code]).toEqual([400, 'bad-argument']);
  });

  it('refuses text beside the image', async () => {
    const { upload } = post();
    const { status, body } = await upload.field('path', '/etc/passwd').attach('image', Buffer.from('a'), 'a.jpg');
    expect([status, body.code]).toEqual([400, 'bad-argument']);
  });

  it('refuses an image over 50 MB with 413', async () => {
    const { upload, similar } = post();
    const { status, body } = await upload.attach('image', Buffer.alloc(50 * 1024 * 1024 + 1), 'big.jpg');
    expect([status, body.code]).toEqual([413, 'upload-too-large']);
    expect(body.detail).toContain('50 MB');
    expect(similar).not.toHaveBeenCalled();
  });

  it.each([
    ['no body', undefined, undefined],
    ['JSON', 'application/json', '{"path":"/etc/passwd"}'],
    ['multipart without boundary', 'multipart/form-data', 'x'],
    [
      'multipart that is cut short',
      'multipart/form-data; boundary=B',
      '--B\r\nContent-Disposition: form-data; name="im',
    ],
    ['multipart without any part', 'multipart/form-data; boundary=B', '--B--\r\n'],
  ])('refuses %s and says what to send', async (_what, type, content) => {
    const { upload, similar } = post();
    const { status, body } = await (type === undefined ? upload : upload.set('Content-Type', type).send(content));
    expect([status, body.code]).toEqual([400, 'bad-argument']);
    expect(body.detail).toContain('multipart field "image"');
    expect(similar).not.toHaveBeenCalled();
  });

  it('responds 422 when the library cannot read the image', async () => {
    const similar = vi.fn(() => Promise.reject(new PhotoseekError('not-an-image', 'This is a text file.')));
    const { status, body } = await post(similar).upload.attach('image', Buffer.from('hello'), 'hello.txt');
    expect([status, body.code, body.detail]).toEqual([422, 'not-an-image', 'This is a text file.']);
  });
});
