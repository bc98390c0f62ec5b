// With a FAKE library that names real files: photos as one zip file.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import { describe, expect, it, vi } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import { createApp } from '#src/server/app/create-app.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';
import { makeFakeLibrary } from '../fake-library.js';

const home = makeTemporaryFolder();
const contents: Record<string, Buffer> = {
  'a.jpg': Buffer.from('first'),
  'b.jpg': Buffer.alloc(300_000, 'x'),
};
for (const [name, content] of Object.entries(contents)) writeFileSync(join(home, name), content);

/** Photos 1 and 3 have files of the same name, 9 has none. */
function makeApp() {
  const paths: Record<number, string> = { 1: join(home, 'a.jpg'), 2: join(home, 'b.jpg'), 3: join(home, 'a.jpg') };
  const original = async (id: number) => {
    const path = paths[id];
    if (path === undefined) throw new PhotoseekError('original-missing', 'The file is not there.');
    return { path, mediaType: 'image/jpeg', sizeBytes: (contents[path.slice(home.length + 1)] as Buffer).length };
  };
  return createApp({ library: makeFakeLibrary({ original }), onInternalError: vi.fn() });
}

/** The entries of a zip file, by its central directory: files are stored as they are. */
function readZip(zip: Buffer): Record<string, Buffer> {
  const entries: Record<string, Buffer> = {};
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
    const [size, nameLength, extra, comment] = [20, 28, 30, 32].map((offset) =>
      offset === 20 ? zip.readUInt32LE(at + offset) : zip.readUInt16LE(at + offset),
    ) as [number, number, number, number];
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    entries[zip.toString('utf8', at + 46, at + 46 + nameLength)] = zip.subarray(start, start + size);
    at += 46 + nameLength + extra + comment;
  }
  return entries;
}

describe('archives', () => {
  it('have the files under names of their own, and say which are missing', async () => {
    const app = makeApp();
    const made = await request(app)
      .post('/api/v1/archives')
      .set('Host', 'localhost')
      .send({ ids: [1, 2, 3, 9, 1] });
    expect([made.status, made.body]).toEqual([
      201,
      expect.objectContaining({ files: 3, sizeBytes: 300_010, missing: [9] }),
    ]);
    const sent = await request(app)
      .get(made.body.links.download)
      .set('Host', 'localhost')
      .buffer(true)
      .parse(readBytes);
    expect(sent.headers['content-disposition']).toBe('attachment; filename="photos.zip"');
    expect(Number(sent.headers['content-length'])).toBe(sent.body.length);
    expect(readZip(sent.body)).toEqual({
      'a.jpg': contents['a.jpg'],
      'b.jpg': contents['b.jpg'],
      'a (2).jpg': contents['a.jpg'],
    });
  });

  it('are unknown to another server', async () => {
    const { status, body } = await request(makeApp()).get('/api/v1/archives/made-up').set('Host', 'localhost');
    expect([status, body.code]).toEqual([404, 'archive-not-found']);
  });
});

describe('an archive with keys', () => {
  it('is sent to the key that it was made with', async () => {
    const key = (id: number) => ({
      ...{ id, name: `key ${id}`, scopes: ['search' as const], folder: null },
      ...{ createdAtMs: 0, lastUsedAtMs: null, revokedAtMs: null },
    });
    const original = async () => ({ path: join(home, 'a.jpg'), mediaType: 'image/jpeg', sizeBytes: 5 });
    const library = makeFakeLibrary({ original });
    Object.assign(library.keys, {
      list: async () => [key(1), key(2)],
      check: async (secret: string) => key(Number(secret)),
    });
    const app = createApp({ library });
    const as = (secret: string) => ({ Host: 'localhost', Authorization: `Bearer ${secret}` });
    const { body } = await request(app)
      .post('/api/v1/archives')
      .set(as('1'))
      .send({ ids: [1] });
    expect((await request(app).get(body.links.download).set(as('2'))).status).toBe(404);
    expect((await request(app).get(body.links.download).set(as('1'))).status).toBe(200);
  });
});

function readBytes(response: unknown, done: (error: Error | null, body: Buffer) => void): void {
  const parts: Buffer[] = [];
  const stream = response as NodeJS.ReadableStream;
  stream.on('data', (part: Buffer) => parts.push(part));
  stream.on('end', () => done(null, Buffer.concat(parts)));
}
