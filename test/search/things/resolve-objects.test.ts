import { describe, expect, it } from 'vitest';
import { parseFilters } from '#src/search/parse/parse-query.js';
import { printFilter } from '#src/search/query/print-query.js';
import { resolveObjects } from '#src/search/things/resolve-objects.js';

const resolve = async (filters: string) => (await resolveObjects(parseFilters(filters))).map(printFilter).join(' ');

describe('object: understands', () => {
  it.each([
    ['object:dog', 'object:dog'],
    ['object:Hund', 'object:dog'],
    ['-object:"Hund">=2', '-object:dog>=2'],
    ['count:people>=10', 'object:person>=10'],
    ['object:犬', 'object:dog'],
    ['object:sofa taken:2023', 'object:couch taken:2023'],
    ['object:cup=2..3', 'object:cup=2..3'],
    ['object:"red bus"', 'object:"red bus"'],
    ['object:"rote Busse">=2', 'object:"red bus>=2"'],
    ['object:"autobús rojo"', 'object:"red bus"'],
    ['object:红色巴士', 'object:"red bus"'],
    ['object:"赤いバス"', 'object:"red bus"'],
    ['object:"orange orange"', 'object:"orange orange"'],
    ['object:"feu rouge"', 'object:"traffic light"'],
    ['object:orange', 'object:orange'],
  ])('%s as %s', async (written, read) => {
    expect(await resolve(written)).toBe(read);
  });

  it('alternatives', async () => {
    const [filter] = await resolveObjects(parseFilters('object:Katze OR object:Hund'));
    const [first, ...others] = [filter, ...(filter?.or ?? [])];
    expect([first, ...others].map((one) => one?.condition)).toMatchObject([{ value: 'cat' }, { value: 'dog' }]);
  });

  it('nothing that cannot be found', async () => {
    await expect(resolve('object:umbrela')).rejects.toMatchObject({
      code: 'bad-query',
      message: expect.stringContaining('got "umbrela"'),
      hint: 'Did you mean object:umbrella?',
      details: { suggestion: 'object:umbrella' },
    });
    await expect(resolve('object:"red umbrela"')).rejects.toMatchObject({
      hint: 'Did you mean object:"red umbrella"?',
      details: { suggestion: 'object:"red umbrella"' },
    });
    await expect(resolve('object:dgo')).rejects.toMatchObject({ hint: 'Did you mean object:dog?' });
    await expect(resolve('object:unicorn')).rejects.toMatchObject({
      code: 'bad-query',
      hint: expect.stringContaining('for example unicorn'),
      details: { suggestion: null },
    });
  });
});
