import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Library } from '#src/library/types/library.js';
import { openSampleLibrary } from '../../support/libraries/sample-library.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

let library: Library;
beforeAll(async () => {
  library = await openSampleLibrary(makeTemporaryFolder());
});
afterAll(() => library.close());

it('examples are queries that this very library answers well', async () => {
  const examples = await library.suggest('');
  expect(examples.length).toBeGreaterThanOrEqual(4);
  expect(new Set(examples.map(({ query }) => query)).size).toBe(examples.length);
  const names = new Set((await library.tags()).map(({ name }) => name));
  for (const { kind, label, query } of examples) {
    expect(kind).toBe('example');
    expect(names).toContain(label.split(' · ')[0]);
    const { total, noGoodMatch } = await library.search(query);
    expect([query, total > 0, noGoodMatch]).toEqual([query, true, false]);
  }
  expect(await library.suggest('', { limit: 2 })).toEqual(examples.slice(0, 2));
});

it('a reader of a folder without photos gets none', async () => {
  expect(await library.within('/nowhere').suggest('')).toEqual([]);
});
