// What servers that refuse, fail or are away are called. The client is the real one; the answers are those of Amazon, given by a server of this test.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseBucketAddress, resolvePlace } from '#src/library/published/thumbnails/bucket-address.js';
import { BucketStore } from '#src/library/published/thumbnails/bucket-store.js';
import { openThumbnailStore } from '#src/library/published/thumbnails/open-store.js';
import { useS3 } from '../../../support/s3/test-bucket.js';
import { makeTemporaryFolder } from '../../../support/temporary-folder.js';

const NAME = 'a1b2c3d4e5f60718-0-320.webp';
const folder = makeTemporaryFolder();
const servers: Server[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A server that answers all requests alike; `undefined`: never. @returns how many there were */
async function answer(
  status: number | undefined,
  code = '',
  message = '',
  write = (_url: URL) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
): Promise<{ requests: string[] }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    request.resume();
    if (status === undefined) return;
    const body = write(new URL(request.url as string, 'http://s3'));
    response.writeHead(status, { 'Content-Type': 'application/xml' });
    response.end(request.method === 'HEAD' ? '' : body);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  useS3(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return { requests };
}

describe('errors of buckets', () => {
  it.each([
    [403, 'AccessDenied', 'Access Denied', 'bucket-refused', 'access is denied', 's3:ListBucket'],
    [403, 'SignatureDoesNotMatch', 'The signature does not match.', 'bucket-refused', 'does not match', 'AWS_PROFILE'],
    [400, 'ExpiredToken', 'The token has expired.', 'bucket-refused', 'has expired', 'AWS_PROFILE'],
    [403, 'RequestTimeTooSkewed', 'The difference is too large.', 'bucket-refused', 'too large', 'clock'],
    [404, 'NoSuchBucket', 'The bucket does not exist', 'bucket-refused', 'no such bucket', 'AWS_ENDPOINT_URL_S3'],
    [400, 'AuthorizationHeaderMalformed', 'expecting x', 'bucket-refused', 'another region', 'AWS_REGION'],
    [503, 'SlowDown', 'Reduce your request rate.', 'bucket-unreachable', 'cannot be reached', 'network'],
    [500, 'InternalError', 'We encountered an error.', 'bucket-unreachable', 'cannot be reached', 'network'],
    [400, 'InvalidRequest', 'Something else.', 'bucket-failed', 'Something else', undefined],
  ])(
    '%i %s',
    async (status, code, message, expected, says, hint) => {
      await answer(status, code, message);
      const store = await BucketStore.open('s3://photos/thumbnails', 'write');
      for (const ask of [() => store.get(NAME), () => store.put(NAME, Buffer.from('x'))])
        await expect(ask()).rejects.toMatchObject({
          ...{ code: expected, message: expect.stringContaining(says) },
          ...(hint !== undefined && { hint: expect.stringContaining(hint) }),
        });
      store.close();
    },
    30_000,
  );

  it.each([
    [403, 'bucket-refused', 'access is denied'],
    [404, 'bucket-refused', 'no such bucket'],
    [503, 'bucket-unreachable', 'cannot be reached'],
  ])('%i to the first question, whose answer has no body', async (status, code, says) => {
    await answer(status);
    await expect(openThumbnailStore('s3://photos', 'write')).rejects.toMatchObject({
      ...{ code, message: expect.stringContaining(says) },
    });
  });

  it('a server that is not there: servers open it all the same, and do not wait with each request', async () => {
    const { requests } = await answer(200);
    const [server] = servers.splice(0);
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
    await expect(openThumbnailStore('s3://photos', 'write')).rejects.toMatchObject({ code: 'bucket-unreachable' });
    const store = await openThumbnailStore('s3://photos', 'read');
    const startedAt = performance.now();
    for (let i = 0; i < 50; i++) await expect(store.get(NAME)).rejects.toMatchObject({ code: 'bucket-unreachable' });
    expect(performance.now() - startedAt).toBeLessThan(3000);
    expect(requests).toEqual([]);
    store.close();
  });

  it('a server that never answers', async () => {
    await answer(undefined);
    const store = await BucketStore.open('s3://photos', 'read');
    await expect(store.get(NAME)).rejects.toMatchObject({ code: 'bucket-unreachable' });
    store.close();
  }, 90_000);

  it('no keys on this machine', async () => {
    await answer(200);
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    vi.stubEnv('AWS_CONFIG_FILE', `${folder}/none`);
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', `${folder}/none`);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    await expect(openThumbnailStore('s3://photos', 'read')).rejects.toMatchObject({
      ...{ code: 'bucket-refused', message: expect.stringContaining('no keys') },
    });
  });

  it('no region', async () => {
    await answer(200);
    vi.stubEnv('AWS_REGION', undefined);
    vi.stubEnv('AWS_CONFIG_FILE', `${folder}/none`);
    await expect(openThumbnailStore('s3://photos', 'read')).rejects.toMatchObject({
      ...{ code: 'bucket-refused', hint: expect.stringContaining('AWS_REGION') },
    });
  });

  it('a server that may not write tries once; one that publishes says so each time', async () => {
    const { requests } = await answer(403, 'AccessDenied', 'Access Denied');
    const reading = await BucketStore.open('s3://photos', 'read');
    await expect(reading.put(NAME, Buffer.from('x'))).rejects.toMatchObject({ code: 'bucket-refused' });
    for (let i = 0; i < 3; i++) await reading.put(NAME, Buffer.from('x'));
    expect(requests).toHaveLength(1);
    const publishing = await BucketStore.open('s3://photos', 'write');
    for (let i = 0; i < 2; i++)
      await expect(publishing.put(NAME, Buffer.from('x'))).rejects.toMatchObject({ code: 'bucket-refused' });
    reading.close();
    publishing.close();
  });
});

describe('removing', () => {
  it('goes through all pages of a listing', async () => {
    const { requests } = await answer(200, '', '', (url) => {
      const page = url.searchParams.get('continuation-token') ?? 'one';
      const next =
        page === 'one' ? '<IsTruncated>true</IsTruncated><NextContinuationToken>two</NextContinuationToken>' : '';
      return `<?xml version="1.0"?><ListBucketResult>${next}<Contents><Key>of-${page}</Key></Contents></ListBucketResult>`;
    });
    const store = await BucketStore.open('s3://photos/shared', 'write');
    await store.remove(['a1b2c3d4e5f60718']);
    expect(requests.filter((request) => request.startsWith('DELETE')).map((request) => request.split('?')[0])).toEqual([
      'DELETE /photos/of-one',
      'DELETE /photos/of-two',
    ]);
    const [listed] = requests.map((request) => new URL(request.split(' ')[1] as string, 'http://s3'));
    expect(listed?.searchParams.get('prefix')).toBe('shared/by-content/a1/a1b2c3d4e5f60718');
    store.close();
  });
});

describe('addresses of buckets', () => {
  it.each([
    ['s3://photos', 'photos', ''],
    ['s3://photos/', 'photos', ''],
    ['s3://my.photos-1/a/b', 'my.photos-1', 'a/b/'],
    ['s3://photos//a///b/', 'photos', 'a/b/'],
  ])('%s', (address, bucket, prefix) => {
    expect(parseBucketAddress(address)).toEqual({ bucket, prefix });
    expect(resolvePlace(resolvePlace(address))).toBe(`s3://${bucket}/${prefix}`);
  });

  it.each([
    's3://',
    's3:photos',
    's3://Photos',
    's3://ab',
    's3://photos/../x',
    's3://user:key@photos',
    's3://photos/a b',
  ])('refuses %s', (address) => {
    expect(() => resolvePlace(address)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });

  it('other places are folders', () => {
    expect(resolvePlace('/mnt/s3/x')).toBe('/mnt/s3/x');
  });
});
