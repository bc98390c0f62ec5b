import { randomBytes } from 'node:crypto';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { vi } from 'vitest';

/** Address of a server that speaks S3 and that tests may write to (scripts/test-s3.sh); `undefined`: their suites say that they are skipped. */
export const S3: string | undefined = process.env['PHOTOSEEK_TEST_S3'] || undefined;

/** What processes that use the bucket have in their environment. */
export function s3Environment(endpoint = S3 as string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'tests',
    AWS_SECRET_ACCESS_KEY: 'not a secret',
  };
}

/** Gives this process keys and a server, until `vi.unstubAllEnvs()`. */
export function useS3(endpoint = S3 as string): void {
  for (const [name, value] of Object.entries(s3Environment(endpoint))) vi.stubEnv(name, value);
}

/** A bucket of one test file, seen with other eyes than the program's. */
export class TestBucket {
  readonly name = `photoseek-${randomBytes(6).toString('hex')}`;
  readonly #client = new S3Client({
    endpoint: S3 as string,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'tests', secretAccessKey: 'not a secret' },
  });

  async make(): Promise<void> {
    await this.#client.send(new CreateBucketCommand({ Bucket: this.name }));
  }

  async list(): Promise<string[]> {
    const { Contents = [] } = await this.#client.send(new ListObjectsV2Command({ Bucket: this.name }));
    return Contents.map(({ Key }) => Key as string);
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.#client.send(new PutObjectCommand({ Bucket: this.name, Key: key, Body: bytes }));
  }

  close(): void {
    this.#client.destroy();
  }
}
