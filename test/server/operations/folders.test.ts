// With a FAKE library: completions of folders, and folders below the home folder.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createApp } from '#src/server/app/create-app.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';
import { makeFakeLibrary } from '../fake-library.js';

const home = makeTemporaryFolder();
beforeAll(() => {
  for (const name of ['Pictures/2019', 'Pictures/2020', 'Pictures/.cache', 'pickles', 'Music', '.hidden'])
    mkdirSync(join(home, name), { recursive: true });
  writeFileSync(join(home, 'picture.jpg'), '');
  symlinkSync(join(home, 'Pictures'), join(home, 'pics'));
  symlinkSync(join(home, 'nowhere'), join(home, 'pic-gone'));
  vi.stubEnv('HOME', home);
});
afterAll(() => void vi.unstubAllEnvs());

const index = vi.fn(async function* () {});
const app = createApp({ library: makeFakeLibrary({ index }) });
const complete = async (path: string) => {
  const { body } = await request(app).get('/api/v1/folders').query({ path }).set('Host', 'localhost');
  return body.folders;
};

describe('GET /api/v1/folders', () => {
  it('completes folders in any case, and no files', async () => {
    expect(await complete('~/pic')).toEqual(['~/pickles/', '~/pics/', '~/Pictures/']);
    expect(await complete(join(home, 'Mu'))).toEqual([join(home, 'Music/')]);
  });

  it('lists what is in a folder that is typed to its end, without what is hidden', async () => {
    expect(await complete('~/Pictures/')).toEqual(['~/Pictures/2019/', '~/Pictures/2020/']);
    expect(await complete('~/Pictures/.')).toEqual(['~/Pictures/.cache/']);
    expect(await complete('~')).toContain('~/Music/');
  });

  it.each(['Pictures', '../', '~other/', '/does-not-exist/x', '~/picture.jpg/'])(
    'knows nothing that begins with %j',
    async (path) => {
      expect(await complete(path)).toEqual([]);
    },
  );
});

describe('POST /api/v1/roots', () => {
  it('takes a folder below the home folder', async () => {
    const { status, body } = await request(app)
      .post('/api/v1/roots')
      .set('Host', 'localhost')
      .send({ path: '~/Pictures/' });
    expect([status, body.paths]).toEqual([202, [join(home, 'Pictures')]]);
  });
});
