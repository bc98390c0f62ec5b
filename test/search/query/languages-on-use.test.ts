import * as fs from 'node:fs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { parseFilters as ParseFilters } from '#src/search/parse/parse-query.js';

vi.mock('node:fs', async (load) => {
  const original = await load<typeof fs>();
  return { ...original, readdirSync: vi.fn(original.readdirSync) };
});

const listFolder = vi.mocked(fs.readdirSync);
let parseFilters: typeof ParseFilters;

// Modules that an earlier test file of this worker has loaded would use the original, and may have read the words.
beforeAll(async () => {
  vi.resetModules();
  ({ parseFilters } = await import('#src/search/parse/parse-query.js'));
});
afterAll(() => {
  vi.doUnmock('node:fs');
  vi.resetModules();
});

it.each(['taken:"last summer"', 'taken:"July 4th, 2019"', 'near:Paris', 'country:France'])(
  '%s reads no words of other languages',
  (text) => {
    parseFilters(text);
    expect(listFolder).not.toHaveBeenCalled();
  },
);

it('the words of other languages are read once, for the first filter that needs them', () => {
  const now = new Date(2024, 4, 15);
  for (const text of ['taken:"letzten Sommer"', 'taken:去年夏天', 'near:巴黎', 'near:Mailand'])
    parseFilters(text, { now });
  expect(listFolder).toHaveBeenCalledTimes(2);
});
