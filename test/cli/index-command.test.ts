// What `photoseek index` refuses before it reads a file.
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runInProcess } from '../support/processes/command-in-process.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

describe('index --publish', () => {
  const home = makeTemporaryFolder();
  const env = {
    PHOTOSEEK_LIBRARY: join(home, 'library'),
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1',
  };
  beforeAll(async () => {
    await mkdir(join(home, 'photos'));
    await writeFile(join(home, 'file'), '');
  });

  it.each([
    ['s3://nowhere/thumbnails', /\[bucket-(unreachable|refused)\]/],
    ['s3://', /\[bad-argument\]/],
  ])('says what is wrong with the place of thumbnails before it indexes: %s', async (place, said) => {
    const address = 'postgres://nobody@127.0.0.1:1/photos';
    const args = ['index', join(home, 'photos'), '--publish', address, '--share-thumbnails', place];
    const { code, stderr } = await runInProcess(args, {
      env: { ...env, AWS_ACCESS_KEY_ID: 'tests', AWS_SECRET_ACCESS_KEY: 'tests' },
    });
    expect(stderr).toMatch(said);
    expect(code).not.toBe(0);
    expect(existsSync(env.PHOTOSEEK_LIBRARY)).toBe(false);
  });
});
