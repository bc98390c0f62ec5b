import { describe, expect, it } from 'vitest';
import { parseQuery } from '#src/search/parse/parse-query.js';
import { printQuery } from '#src/search/query/print-query.js';

const read = (text: string) => printQuery(parseQuery(text));

describe('what a description says to be missing', () => {
  it.each([
    ['a beach without people', '"a beach" - 0.5:people'],
    ['a beach without any people at sunset', '"a beach at sunset" - 0.5:people'],
    ['beach with no people', 'beach - 0.5:people'],
    ['a street, no cars', '"a street" - 0.5:cars'],
    ['no dog', '-0.5:dog'],
    ['no people on the beach', '"on the beach" - 0.5:people'],
    ['a street without cars or people', '"a street" - 0.5:cars - 0.5:people'],
    ['a room without a red chair', '"a room" - 0.5:"red chair"'],
    ['ein Strand ohne Menschen', '"ein Strand" - 0.5:Menschen'],
    ['keine Menschen am Strand', '"am Strand" - 0.5:Menschen'],
    ['une plage sans personne', '"une plage" - 0.5:personne'],
    ['пляж без людей', 'пляж - 0.5:людей'],
  ])('%s', (text, printed) => {
    expect(read(text)).toBe(printed);
    expect(read(printed)).toBe(printed);
  });

  it.each([
    'a man with nothing on his head',
    'no parking sign',
    'cachorro no parque',
    'no mar',
    '"a beach without people"',
    'without',
    'a beach without',
    'say no to drugs',
  ])('nothing in %s', (text) => {
    expect(parseQuery(text).terms.every(({ weight }) => weight > 0)).toBe(true);
  });
});
