import * as fs from 'node:fs';
import { expect, it, vi } from 'vitest';
import { parseFilters } from '#src/search/parse/parse-query.js';

vi.mock('node:fs', async (load) => {
  const original = await load<typeof fs>();
  return { ...original, readdirSync: vi.fn(original.readdirSync) };
});

const listFolder = vi.mocked(fs.readdirSync);

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
