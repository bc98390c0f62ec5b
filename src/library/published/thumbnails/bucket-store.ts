import type { S3Client } from '@aws-sdk/client-s3';
import { PhotoseekError } from '../../../errors.js';
import { HASH_DIGITS, pathInStore, type ThumbnailStore } from '../../../media/thumbnails/thumbnail-store.js';
import { workAtATime } from '../../../runtime/at-a-time.js';
import { parseBucketAddress } from './bucket-address.js';
import { isMissing, toBucketError } from './bucket-errors.js';

type Sdk = typeof import('@aws-sdk/client-s3');

/** The largest object that is read into memory: previews of long films have some megabytes. */
const MAX_BYTES = 32 * 1024 * 1024;

/** A server that does not answer keeps no request longer. Each is tried three times. */
const CONNECT_MS = 5000;
const ANSWER_MS = 10_000;
const TRIES = 3;

/** Objects that are deleted at the same time. */
const AT_A_TIME = 16;

/** After so long, a bucket that could not be reached is tried again. Until then, no request waits for it. */
const RETRY_MS = 3000;

/** Thumbnails in a bucket of Amazon S3, or of a server that speaks as it does. */
export class BucketStore implements ThumbnailStore {
  readonly place: string;
  readonly #sdk: Sdk;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;
  #outage: { error: PhotoseekError; at: number } | undefined;
  readonly #use: 'read' | 'write';
  #isReadOnly = false;

  private constructor(sdk: Sdk, address: string, use: 'read' | 'write') {
    const { bucket, prefix } = parseBucketAddress(address);
    const endpoint = process.env['AWS_ENDPOINT_URL_S3'] || process.env['AWS_ENDPOINT_URL'];
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.place = endpoint === undefined || endpoint === '' ? address : `${address} (${hideUser(endpoint)})`;
    this.#sdk = sdk;
    this.#use = use;
    this.#client = new sdk.S3Client({
      // Servers of other makers have no name for each bucket.
      ...(endpoint ? { forcePathStyle: true } : { followRegionRedirects: true }),
      maxAttempts: TRIES,
      requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: ANSWER_MS, throwOnRequestTimeout: true },
    });
  }

  /**
   * Loads the client; connects to nothing.
   * @param use `read`: it need not be allowed to write; once it was not, it does not try again
   * @throws PhotoseekError `needs-bucket-client`, `bad-argument`
   */
  static async open(address: string, use: 'read' | 'write'): Promise<BucketStore> {
    // Its versions of 2027 no longer run on Node 20: no news for those who use photoseek, who are told which one to install.
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
    const sdk = await import('@aws-sdk/client-s3').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ERR_MODULE_NOT_FOUND' && error.code !== 'MODULE_NOT_FOUND') throw error;
      throw new PhotoseekError('needs-bucket-client', 'Thumbnails in a bucket need the package @aws-sdk/client-s3.', {
        hint: 'Install it where photoseek is: npm install @aws-sdk/client-s3@3.1175.0, with --global where photoseek was installed so.',
        cause: error,
      });
    });
    return new BucketStore(sdk, address, use);
  }

  /** Whether it is there and lets this machine in. @throws PhotoseekError `bucket-unreachable`, `bucket-refused`, `bucket-failed` */
  async check(): Promise<void> {
    const { HeadBucketCommand } = this.#sdk;
    await this.#ask(async (client) => {
      try {
        await client.send(new HeadBucketCommand({ Bucket: this.#bucket }));
      } catch (error) {
        // The answer to HEAD has no body that would say so.
        if (isMissing(error)) (error as Error).name = 'NoSuchBucket';
        throw error;
      }
    });
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    const { GetObjectCommand } = this.#sdk;
    return this.#ask(async (client) => {
      try {
        const { Body, ContentLength = 0 } = await client.send(new GetObjectCommand(this.#objectOf(name)));
        if (Body === undefined) return undefined;
        if (ContentLength <= MAX_BYTES) return await readAll(Body as AsyncIterable<Uint8Array>, this.place, name);
        (Body as { destroy?(): void }).destroy?.();
        throw tooLarge(this.place, name);
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    });
  }

  async has(name: string): Promise<boolean> {
    const { HeadObjectCommand } = this.#sdk;
    return this.#ask(async (client) => {
      try {
        await client.send(new HeadObjectCommand(this.#objectOf(name)));
        return true;
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
    });
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    if (this.#isReadOnly) return;
    const { PutObjectCommand } = this.#sdk;
    const object = { ...this.#objectOf(name), Body: bytes, ContentType: `image/${name.split('.').at(-1)}` };
    try {
      await this.#ask((client) => client.send(new PutObjectCommand(object)));
    } catch (error) {
      this.#isReadOnly = this.#use === 'read' && (error as PhotoseekError).code === 'bucket-refused';
      throw error;
    }
  }

  async remove(contentHashes: readonly string[]): Promise<void> {
    const { ListObjectsV2Command, DeleteObjectCommand } = this.#sdk;
    for (const hash of contentHashes) {
      if (hash.length !== HASH_DIGITS) continue;
      await this.#ask(async (client) => {
        for (let token: string | undefined, isDone = false; !isDone; ) {
          const { Contents = [], NextContinuationToken } = await client.send(
            new ListObjectsV2Command({
              Bucket: this.#bucket,
              Prefix: `${this.#prefix}${pathInStore(hash)}`,
              ...(token !== undefined && { ContinuationToken: token }),
            }),
          );
          // One by one: not every server deletes many at once.
          await workAtATime(AT_A_TIME, Contents, ({ Key }) =>
            client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key })),
          );
          token = NextContinuationToken;
          isDone = token === undefined;
        }
      });
    }
  }

  close(): void {
    this.#client.destroy();
  }

  #objectOf(name: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: `${this.#prefix}${pathInStore(name)}` };
  }

  async #ask<T>(ask: (client: S3Client) => Promise<T>): Promise<T> {
    if (this.#outage !== undefined && performance.now() - this.#outage.at < RETRY_MS) throw this.#outage.error;
    try {
      const answer = await ask(this.#client);
      this.#outage = undefined;
      return answer;
    } catch (thrown) {
      const error = toBucketError(thrown, this.place);
      if (error.code === 'bucket-unreachable') this.#outage = { error, at: performance.now() };
      throw error;
    }
  }
}

/** What a server sends counts, not what it says it will send. */
async function readAll(body: AsyncIterable<Uint8Array>, place: string, name: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    if (length > MAX_BYTES) throw tooLarge(place, name);
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}

function tooLarge(place: string, name: string): PhotoseekError {
  return new PhotoseekError('bucket-failed', `${name} in ${place} has more than ${MAX_BYTES / 1024 / 1024} MB.`, {
    hint: 'It is no thumbnail of photoseek: delete it, and it is made again.',
  });
}

function hideUser(endpoint: string): string {
  try {
    return new URL(endpoint).origin;
  } catch {
    return endpoint;
  }
}
