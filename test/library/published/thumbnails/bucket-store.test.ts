// The contract of stores, and what buckets have beyond it, on a real server that speaks S3.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BucketStore } from '#src/library/published/thumbnails/bucket-store.js';
import { openThumbnailStore } from '#src/library/published/thumbnails/open-store.js';
import { S3, TestBucket, useS3 } from '../../../support/s3/test-bucket.js';
import { describeThumbnailStore } from '../../../support/thumbnails/store-contract.js';

describe.skipIf(S3 === undefined)('BucketStore (PHOTOSEEK_TEST_S3)', () => {
  let bucket: TestBucket;
  const opened: BucketStore[] = [];
  const open = async (prefix: string) => {
    const store = await BucketStore.open(`s3://${bucket.name}/${prefix}`, 'write');
    opened.push(store);
    return store;
  };

  beforeAll(async () => {
    useS3();
    bucket = new TestBucket();
    await bucket.make();
  });
  afterAll(() => {
    for (const store of opened) store.close();
    bucket?.close();
    vi.unstubAllEnvs();
  });

  describeThumbnailStore(open);

  it('keeps prefixes apart, and has no folder of its own without one', async () => {
    const names = (await bucket.list()).filter((name) => name.startsWith('given/'));
    expect(names).toEqual(['given/by-content/a1/a1b2c3d4e5f60718-0-320.webp']);
    const other = await BucketStore.open(`s3://${bucket.name}`, 'write');
    opened.push(other);
    expect(await other.has('a1b2c3d4e5f60718-0-320.webp')).toBe(false);
    await other.put('c1b2c3d4e5f60718-0-320.webp', Buffer.from('without a prefix'));
    expect(await bucket.list()).toContain('by-content/c1/c1b2c3d4e5f60718-0-320.webp');
  });

  it('reads nothing larger than a thumbnail can be', async () => {
    const store = await open('large');
    await bucket.put('large/by-content/a1/a1b2c3d4e5f60718-0-320.webp', Buffer.alloc(33 * 1024 * 1024));
    await expect(store.get('a1b2c3d4e5f60718-0-320.webp')).rejects.toMatchObject({
      code: 'bucket-failed',
      message: expect.stringContaining('more than 32 MB'),
    });
  });

  it('is not opened where there is no such bucket', async () => {
    for (const use of ['read', 'write'] as const)
      await expect(openThumbnailStore('s3://photoseek-that-is-not-there/thumbnails', use)).rejects.toMatchObject({
        code: 'bucket-refused',
        message: expect.stringContaining('there is no such bucket'),
      });
  });
});
