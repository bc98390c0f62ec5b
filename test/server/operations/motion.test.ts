// With a FAKE library that names a real file: how the film of a motion photo is sent.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import request from 'supertest';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { photoNotFound } from '#src/errors.js';
import { createApp } from '#src/server/app/create-app.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';
import { fakePhoto, makeFakeLibrary } from '../fake-library.js';

const path = join(makeTemporaryFolder(), 'photo.jpg');
const FILM = Buffer.from('0123456789');
const film = {
  path,
  offset: 5,
  length: FILM.length,
  mediaType: 'video/mp4',
  durationMs: 2500,
  stillAtMs: null,
} as const;

const app = (overrides: Parameters<typeof makeFakeLibrary>[0]) =>
  createApp({ library: makeFakeLibrary(overrides), onInternalError: vi.fn() });
const get = (overrides: Parameters<typeof makeFakeLibrary>[0] = { motion: async () => film }) =>
  request(app(overrides)).get('/api/v1/photos/7/motion').set('Host', 'localhost').buffer(true);

beforeAll(() => writeFile(path, Buffer.concat([Buffer.from('still'), FILM, Buffer.from('trailer')])));

describe('GET /api/v1/photos/:id/motion', () => {
  it('sends the film alone', async () => {
    const { status, body, headers } = await get();
    expect([status, body.toString()]).toEqual([200, '0123456789']);
    expect(headers).toMatchObject({ 'content-type': 'video/mp4', 'accept-ranges': 'bytes', 'content-length': '10' });
  });

  it.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=2-500', '23456789', 'bytes 2-9/10'],
  ])('sends a range of the film: %s', async (range, text, contentRange) => {
    const { status, body, headers } = await get().set('Range', range);
    expect([status, body.toString(), headers['content-range']]).toEqual([206, text, contentRange]);
  });

  it('refuses a range behind the film, though the file goes on', async () => {
    const { status, headers } = await get().set('Range', 'bytes=10-12');
    expect([status, headers['content-range']]).toEqual([416, 'bytes */10']);
  });

  it('says when there is none', async () => {
    const motion = async () => Promise.reject(photoNotFound({ id: 7 }));
    expect((await get({ motion })).status).toBe(404);
    expect((await get({ motion: async () => ({ ...film, path: `${path}.gone` }) })).status).toBe(404);
  });

  it('is linked where there is one', async () => {
    const { path: _, ...motion } = film;
    const links = async (overrides: Parameters<typeof makeFakeLibrary>[0]) =>
      (await request(app(overrides)).get('/api/v1/photos/7').set('Host', 'localhost')).body.links.motion;
    expect(await links({ photo: async () => ({ ...fakePhoto, motion }) })).toBe('/api/v1/photos/7/motion');
    expect(await links({})).toBeUndefined();
  });
});
