import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Library } from '#src/library/types/library.js';
import { IN_PROCESS, openSampleLibrary } from '../support/libraries/sample-library.js';
import { POSTGRES } from '../support/postgres.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

describe.skipIf(POSTGRES === undefined)('a library whose vectors lie in PostgreSQL (PHOTOSEEK_TEST_POSTGRES)', () => {
  let remote: Library;
  let local: Library;
  beforeAll(async () => {
    remote = await openSampleLibrary(makeTemporaryFolder(), { vectors: POSTGRES as string }, IN_PROCESS);
    local = await openSampleLibrary(makeTemporaryFolder(), {}, IN_PROCESS);
  });
  afterAll(() => Promise.all([remote?.close(), local?.close()]));

  it('answers as one whose vectors are compared with here', async () => {
    for (const query of ['a dog', 'snow -mountain', 'boat OR flower', 'red car ext:jpg', 'kitty']) {
      const [there, here] = await Promise.all([remote.search(query), local.search(query)]);
      const show = ({ results }: typeof here) => results.map(({ path, relevance }) => [basename(path), relevance]);
      expect(show(there), query).toEqual(show(here));
    }
    expect((await remote.stats()).index).toMatchObject({ engine: 'pgvector', pending: 0 });
  });

  it('finds similar photos, and none once they are removed', async () => {
    const [best] = (await remote.search('a dog')).results;
    const target = { id: best?.id as number };
    const [there, here] = await Promise.all([
      remote.similar(target, { all: true }),
      local.similar(target, { all: true }),
    ]);
    expect(there.results.map(({ id }) => id)).toEqual(here.results.map(({ id }) => id));
    for (const { path } of await remote.roots()) await remote.removeRoot(path);
    expect((await remote.search('a dog')).total).toBe(0);
  });
});
