// Published libraries whose thumbnails lie in a bucket: a real PostgreSQL, a real server that speaks S3, the HTTP interface.
import { once } from 'node:events';
import { cp, mkdir, rm } from 'node:fs/promises';
import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openPublished } from '#src/library/published/open-published.js';
import type { Library } from '#src/library/types/library.js';
import { startServer } from '#src/server/app/listen.js';
import { fakeDependencies } from '../../support/encoder/fake-encoder.js';
import { indexPaths } from '../../support/libraries/index-events.js';
import { openFakeLibrary } from '../../support/libraries/open-fake-library.js';
import { POSTGRES } from '../../support/postgres/address.js';
import { makeDatabase } from '../../support/postgres/published-database.js';
import { S3, TestBucket, useS3 } from '../../support/s3/test-bucket.js';
import { SAMPLES } from '../../support/shared.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const NAMES = ['coffee-cup.jpg', 'cat-face.png', 'eiffel-tower.jpg', 'red-panda.jpg'];

describe.skipIf(POSTGRES === undefined || S3 === undefined)(
  'a published library with a bucket (PHOTOSEEK_TEST_POSTGRES, PHOTOSEEK_TEST_S3)',
  () => {
    const home = makeTemporaryFolder();
    const photos = join(home, 'photos');
    const front = new Front();
    let thumbnails: string;
    let url: string;
    let bucket: TestBucket;
    let library: Library;
    let server: Library;
    let base: string;
    let closeServer: () => Promise<void>;

    beforeAll(async () => {
      useS3(await front.start());
      bucket = new TestBucket();
      await bucket.make();
      thumbnails = `s3://${bucket.name}/shared`;
      url = await makeDatabase();
      await mkdir(photos);
      for (const name of NAMES) await cp(join(SAMPLES, name), join(photos, name));
      library = await openFakeLibrary({ path: join(home, 'library') });
      await indexPaths(library, [photos]);
    });
    afterEach(() => {
      front.refuseAfter = Number.POSITIVE_INFINITY;
    });
    afterAll(async () => {
      await closeServer?.();
      await Promise.all([library?.close(), server?.close()]);
      bucket?.close();
      await front.stop();
      vi.unstubAllEnvs();
    });

    it('sends thumbnails before their rows: what was interrupted is sent by the next run', async () => {
      front.refuseAfter = 2;
      await expect(library.publish(url, { thumbnails })).rejects.toMatchObject({ code: 'bucket-unreachable' });
      expect((await openPublished(url).then(countPhotos)) ?? 0).toBe(0);
      front.refuseAfter = Number.POSITIVE_INFINITY;
      await vi.waitFor(
        async () => {
          const report = await library.publish(url, { thumbnails });
          expect(report).toMatchObject({ sent: 4 });
        },
        { timeout: 30_000, interval: 500 },
      );
      expect((await bucket.list()).map((key) => key.split('/').slice(0, 2).join('/'))).toEqual(
        Array(4).fill('shared/by-content'),
      );
      expect(await library.publish(url, { thumbnails })).toMatchObject({ photos: 0, thumbnails: 0 });
    });

    it('shows them, by HTTP, without the originals', async () => {
      server = await openPublished(url, { thumbnails }, fakeDependencies().dependencies);
      const started = await startServer({ library: server, port: 0 });
      base = started.url;
      closeServer = started.close;
      for (const { id, contentHash } of await listPhotos(library)) {
        const [there] = (await server.search('ext:jpg OR ext:png', { all: true })).results.filter(
          (one) => one.contentHash === contentHash,
        );
        const answer = await fetch(`${base}/api/v1/photos/${there?.id}/thumbnail`);
        expect(answer.status).toBe(200);
        expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from((await library.thumbnail(id)).bytes));
      }
    });

    it('says that a client has one already without asking the bucket', async () => {
      const [photo] = await listPhotos(server);
      const address = `${base}/api/v1/photos/${photo?.id}/thumbnail`;
      const etag = (await fetch(address)).headers.get('etag') as string;
      expect(etag).toContain(photo?.contentHash);
      const before = front.requests;
      // Otherwise fetch asks for a fresh answer.
      const headers = { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' };
      expect((await fetch(address, { headers })).status).toBe(304);
      expect(front.requests).toBe(before);
    });

    it('answers 503 for thumbnails while the bucket is away, and everything else', async () => {
      const [photo] = await listPhotos(server);
      front.refuseAfter = front.requests;
      const answer = await fetch(`${base}/api/v1/photos/${photo?.id}/thumbnail`);
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
      expect(await answer.json()).toMatchObject({ code: 'bucket-unreachable' });
      for (const path of [`photos/${photo?.id}`, 'search?q=red', 'facets', 'tags'])
        expect((await fetch(`${base}/api/v1/${path}`)).status, path).toBe(200);
      const other = await openPublished(url, { thumbnails });
      await other.close();
      front.refuseAfter = Number.POSITIVE_INFINITY;
      await vi.waitFor(
        async () => expect((await fetch(`${base}/api/v1/photos/${photo?.id}/thumbnail`)).status).toBe(200),
        { timeout: 30_000, interval: 200 },
      );
    });

    it('keeps what servers make of originals there, for the others', async () => {
      const { roots } = await library.publish(url, { thumbnails });
      const mounted = await openPublished(
        url,
        { thumbnails, roots: { [roots[0]?.id as string]: photos } },
        fakeDependencies().dependencies,
      );
      const [photo] = await listPhotos(mounted);
      const made = await mounted.thumbnail(photo?.id as number, 640);
      await mounted.close();
      expect(Buffer.from((await server.thumbnail(photo?.id as number, 640)).bytes)).toEqual(Buffer.from(made.bytes));
      expect(await bucket.list()).toHaveLength(5);
    });

    it('follows a library through an outage of the bucket', async () => {
      const stop = new AbortController();
      const reports: number[] = [];
      const following = library
        .publish(url, { thumbnails, follow: true, signal: stop.signal, onReport: ({ sent }) => reports.push(sent) })
        .catch((error: Error) => error);
      await vi.waitFor(() => expect(reports).toHaveLength(1), { timeout: 30_000 });
      front.refuseAfter = front.requests;
      await cp(join(SAMPLES, 'kitten-with-yarn.jpg'), join(photos, 'kitten.jpg'));
      const refused = front.refused;
      await indexPaths(library, [photos]);
      await vi.waitFor(() => expect(front.refused).toBeGreaterThan(refused), { timeout: 30_000 });
      front.refuseAfter = Number.POSITIVE_INFINITY;
      await vi.waitFor(() => expect(reports.reduce((sum, sent) => sum + sent, 0)).toBe(1), { timeout: 60_000 });
      stop.abort();
      expect(await following).toMatchObject({ code: 'aborted' });
      expect(await bucket.list()).toHaveLength(6);
    }, 120_000);

    it('loses the thumbnails of what the library loses; an outage only delays it', async () => {
      const panda = (await listPhotos(library)).find(({ path }) => path.endsWith('red-panda.jpg'));
      const ofPanda = async () => (await bucket.list()).filter((key) => key.includes(panda?.contentHash as string));
      expect(await ofPanda()).not.toEqual([]);
      await rm(join(photos, 'red-panda.jpg'));
      await indexPaths(library, [photos]);
      // Without the bucket: what is to be removed there is remembered.
      expect(await library.publish(url)).toMatchObject({ removed: 1 });
      expect(await ofPanda()).not.toEqual([]);
      await library.publish(url, { thumbnails });
      expect(await ofPanda()).toEqual([]);
    });

    it('leaves nothing there when it is unpublished', async () => {
      await closeServer();
      await server.close();
      expect(await library.unpublish(url, { thumbnails })).toBe(4);
      expect(await bucket.list()).toEqual([]);
    });
  },
);

async function countPhotos(library: Library): Promise<number> {
  const { photos } = await library.stats();
  await library.close();
  return photos;
}

async function listPhotos(library: Library) {
  return (await library.search('ext:jpg OR ext:png', { all: true })).results;
}

/** Stands before the server that speaks S3, counts requests, and can cut connections. */
class Front {
  requests = 0;
  refused = 0;
  /** Requests that are passed on. */
  refuseAfter = Number.POSITIVE_INFINITY;
  readonly #server: Server = createServer((request, response) => {
    if (this.requests >= this.refuseAfter) {
      this.refused++;
      request.socket.destroy();
      return;
    }
    this.requests++;
    const { method, url, headers } = request;
    const passed = forward(new URL(url as string, S3), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode as number, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
