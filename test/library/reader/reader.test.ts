import { join } from 'node:path';
import { describe } from 'vitest';
import { openPublished } from '#src/library/published/open-published.js';
import { fakeDependencies } from '../../support/encoder/fake-encoder.js';
import { POSTGRES } from '../../support/postgres/address.js';
import { makeDatabase } from '../../support/postgres/published-database.js';
import { NOT_PUBLISHED } from './exceptions.js';
import { describeReader } from './reader.contract.js';

describeReader('a library in SQLite', { open: async ({ library }) => library, refused: [] });

describe.skipIf(POSTGRES === undefined)('PHOTOSEEK_TEST_POSTGRES', () => {
  describeReader('a library in PostgreSQL', {
    open: async ({ library }, folder) => {
      const url = await makeDatabase();
      const thumbnails = join(folder, 'shared');
      const { roots } = await library.publish(url, { thumbnails, keys: true });
      const mounted = Object.fromEntries(roots.map(({ id, path }) => [id, path]));
      return openPublished(url, { thumbnails, roots: mounted }, fakeDependencies().dependencies);
    },
    refused: NOT_PUBLISHED,
  });
});
