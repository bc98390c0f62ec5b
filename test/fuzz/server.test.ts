import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import { openLibrary } from '#src/index.js';
import type { Library } from '#src/library/types/library.js';
import { startServer } from '#src/server/app/listen.js';
import { mutateBytes, mutateText } from '../support/images/mutate.js';
import { makePicture, writePicture } from '../support/images/random-images.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { measureCpuMsOf } from '../support/processes/cpu-time.js';
import { listSeeds } from '../support/runner/fuzz-form.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const photos = join(home, 'photos');
const SECRET = `secret ${'s'.repeat(500)}`;
let library: Library;
let server: Awaited<ReturnType<typeof startServer>>;
let port: number;

/** Changed at a whole second, which another file can be given, too. */
async function addPicture(path: string, seed: number): Promise<void> {
  await writePicture(path, seed);
  utimesSync(path, 1_600_000_000, 1_600_000_000);
}

beforeAll(async () => {
  mkdirSync(photos);
  for (let i = 0; i < 6; i++) await addPicture(join(photos, `${i}.jpg`), i);
  writeFileSync(join(home, 'secret.txt'), SECRET);
  library = await openLibrary({ path: join(home, 'library') });
  await indexPaths(library, [photos]);
  server = await startServer({ library, port: 0, host: '127.0.0.1' });
  port = Number(new URL(server.url).port);
});
afterAll(async () => {
  await server?.close();
  await library?.close();
});

/** Bytes as they are, with nothing that a client library would tidy up. */
function sendRaw(bytes: Uint8Array | string, waitMs = 3000): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setTimeout(waitMs, () => socket.destroy());
    socket.setEncoding('latin1').on('data', (text: string) => {
      said += text;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(said));
  });
}

const get = (target: string) =>
  sendRaw(`GET ${target} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`);

const readStatus = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);

const readBody = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n') + 4);

async function expectAlive(): Promise<void> {
  expect(readStatus(await get('/api/v1/stats'))).toBe(200);
}

describe('queries of any content', () => {
  it('are answered or refused with a usage error, by the library', async () => {
    const examples = ['a dog on the beach', 'camera:canon -night "red boat" after:2019-07', '(cat OR dog) in:holidays'];
    for (const seed of listSeeds(60, 5000)) {
      const query = mutateText(examples[seed % 3] as string, seed);
      const cpuMs = await measureCpuMsOf(async () => {
        try {
          const { results } = await library.search(query, { limit: 3 });
          expect(results.length).toBeLessThanOrEqual(3);
        } catch (error) {
          if (!(error instanceof PhotoseekError)) throw new Error(`${JSON.stringify(query)}: ${error}`);
          expect([error.kind, query]).toEqual([expect.stringMatching(/^(usage|not-found|media)$/), query]);
        }
      });
      expect(cpuMs, query).toBeLessThan(5000);
    }
  }, 600_000);

  it('never make the server fail, however they are encoded', async () => {
    for (const seed of listSeeds(40, 3000)) {
      const raw = mutateText('a dog', seed);
      const encoded =
        seed % 2 === 0 ? encodeURIComponent(raw.replace(/\p{Surrogate}/gu, '')) : raw.replace(/[^!-~]/g, '+');
      const status = readStatus(
        await get(`/api/v1/search?q=${encoded}&limit=${mutateText('5', seed).replace(/[^!-~]/g, '')}`),
      );
      expect([200, 400, 404, 413, 414, 422, 431], `${encoded} gave ${status}`).toContain(status);
    }
    await expectAlive();
  }, 600_000);
});

describe('requests of any content', () => {
  it('leave the server alive and give no error of its own', async () => {
    const boundary = 'XboundaryX';
    const picture = await makePicture(3);
    const body = Buffer.concat([
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`,
      ),
      picture,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    const head = (length: number) =>
      `POST /api/v1/search/by-image?limit=3 HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n` +
      `Content-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: ${length}\r\n\r\n`;
    const whole = await sendRaw(Buffer.concat([Buffer.from(head(body.length)), body]));
    expect(readStatus(whole)).toBe(200);
    for (const seed of listSeeds(40, 3000)) {
      const mutated = mutateBytes(body, seed);
      const request =
        seed % 4 === 0
          ? mutateBytes(Buffer.concat([Buffer.from(head(body.length)), body]), seed)
          : Buffer.concat([Buffer.from(head(mutated.length)), mutated]);
      const answer = await sendRaw(request, 1000);
      // 0: it was closed without an answer, or waits for the rest of what was announced.
      expect(readStatus(answer) < 500, `seed ${seed}: ${answer.slice(0, 300)}`).toBe(true);
    }
    await expectAlive();
  }, 600_000);

  it('that are no HTTP are closed', async () => {
    for (const seed of listSeeds(15, 500))
      await sendRaw(mutateBytes(Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'), seed), 300);
    await expectAlive();
  }, 600_000);
});

describe('paths over HTTP', () => {
  it.each([
    '/../secret.txt',
    '/../../../../../../etc/passwd',
    '/..%2f..%2f..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
    '/..%5c..%5cetc%5cpasswd',
    '/%00/etc/passwd',
    '//etc/passwd',
    '/app.js/../../package.json',
    '/app.js%00.html',
    '/.git/config',
    '/api/v1/photos/../../../../etc/passwd',
    '/api/v1/photos/%2e%2e%2f%2e%2e%2fetc%2fpasswd/original',
    '/api/v1/photos/1%2foriginal/../../x',
    'http://example.org/api/v1/health',
    '*',
  ])('%s leads nowhere else', async (target) => {
    const answer = await get(target);
    expect(answer).not.toMatch(/root:.*:0:0|"name": "photoseek"|secret sss|\[core\]/);
    expect(readStatus(answer)).not.toBe(500);
    await expectAlive();
  });

  it('a photo that became a link to another file is gone but for its stored thumbnail, even where size and time agree', async () => {
    const file = join(photos, '0.jpg');
    const metadata = statSync(file);
    const { results } = await library.search('a photo', { limit: 100, all: true });
    const id = results.find(({ path }) => path === file)?.id as number;
    expect(readStatus(await get(`/api/v1/photos/${id}/original`))).toBe(200);
    const stored = readBody(await get(`/api/v1/photos/${id}/thumbnail?edge=320`));
    const secret = join(home, 'secret of that size');
    writeFileSync(secret, Buffer.alloc(metadata.size, 's'));
    utimesSync(secret, metadata.atime, metadata.mtime);
    const bytes = readFileSync(file);
    rmSync(file);
    symlinkSync(secret, file);
    for (const what of ['original', 'thumbnail?edge=1280']) {
      const answer = await get(`/api/v1/photos/${id}/${what}`);
      expect(readStatus(answer), what).toBe(404);
      expect(answer).not.toContain('ssss');
    }
    // It was made when the photo was indexed, and shows what was there then.
    const still = await get(`/api/v1/photos/${id}/thumbnail?edge=320`);
    expect(readStatus(still)).toBe(200);
    expect(readBody(still)).toBe(stored);
    rmSync(file);
    writeFileSync(file, bytes);
  });

  it('a folder of photos that became a link is gone, too', async () => {
    const folder = join(photos, 'below');
    mkdirSync(folder);
    await addPicture(join(folder, 'x.jpg'), 77);
    await indexPaths(library, [photos]);
    const { results } = await library.search('a photo', { limit: 100, all: true });
    const id = results.find(({ path }) => path === join(folder, 'x.jpg'))?.id as number;
    const elsewhere = join(home, 'elsewhere');
    mkdirSync(elsewhere);
    const { atime, mtime } = statSync(join(folder, 'x.jpg'));
    writeFileSync(join(elsewhere, 'x.jpg'), readFileSync(join(folder, 'x.jpg')));
    utimesSync(join(elsewhere, 'x.jpg'), atime, mtime);
    rmSync(folder, { recursive: true });
    symlinkSync(elsewhere, folder);
    expect(readStatus(await get(`/api/v1/photos/${id}/original`))).toBe(404);
    // Links are followed when the option asks for it.
    await indexPaths(library, [photos], { followLinks: true });
    expect(readStatus(await get(`/api/v1/photos/${id}/original`))).toBeLessThan(500);
  });
});
