import { resolve } from 'node:path';
import { PhotoseekError } from '../../../errors.js';

/** What addresses of buckets begin with. */
const SCHEME = 's3://';

/** A bucket, and what the names of objects in it begin with: empty, or with a slash at the end. */
export interface BucketAddress {
  bucket: string;
  prefix: string;
}

/** Whether thumbnails go to a bucket and not into a folder. */
export function isBucketAddress(place: string): boolean {
  return /^s3:/i.test(place);
}

/** A folder by its whole path, or the address of a bucket. @throws PhotoseekError `bad-argument` */
export function resolvePlace(place: string): string {
  if (!isBucketAddress(place)) return resolve(place);
  const { bucket, prefix } = parseBucketAddress(place);
  return `${SCHEME}${bucket}/${prefix}`;
}

/** @throws PhotoseekError `bad-argument` */
export function parseBucketAddress(address: string): BucketAddress {
  const [, bucket, path = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(address) ?? [];
  const parts = path.split('/').filter((part) => part !== '');
  const isPlain = parts.every((part) => /^[\w.~-]+$/.test(part) && !/^\.+$/.test(part));
  if (bucket === undefined || !isPlain)
    throw new PhotoseekError(
      'bad-argument',
      `The address of a bucket must be like s3://bucket/prefix, got ${address}.`,
      {
        hint: 'A bucket has 3 to 63 small letters, digits, dots and hyphens; a prefix has letters, digits and ._~-. Keys come from the environment or a profile (AWS_ACCESS_KEY_ID, AWS_PROFILE), the server from AWS_ENDPOINT_URL_S3.',
        details: { address },
      },
    );
  return { bucket, prefix: parts.map((part) => `${part}/`).join('') };
}
