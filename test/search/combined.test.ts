import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Library } from '#src/library/types/library.js';
import { findTextReason, listShownRelevances } from '#src/search/query/shown-relevances.js';
import { runSearch } from '#src/search/run-search.js';
import type { SearchResponse } from '#src/search/types/answer.js';
import type { SearchQuery, Term } from '#src/search/types/request.js';
import { IN_PROCESS, openSampleLibrary } from '../support/libraries/sample-library.js';
import { makeSearchContext } from '../support/libraries/search-context.js';
import { runs } from '../support/runner/form.js';
import { SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

let library: Library;
beforeAll(async () => {
  library = await openSampleLibrary(makeTemporaryFolder(), {}, IN_PROCESS);
});
afterAll(() => library.close());

const words = (text: string, weight = 1): Term => ({ text, weight });
const picture = (name: string, weight = 1): Term => ({ path: join(SAMPLES, name), weight });

async function findRank(terms: Term[], name: string): Promise<number> {
  const { results } = await library.search({ terms }, { all: true, limit: 1000, mode: 'vector' });
  return results.findIndex(({ path }) => basename(path) === name);
}

describe('a term that is added', () => {
  it.each<[string, Term[], Term, string]>([
    ['a window to a dog', [words('a dog')], words('a window'), 'two-spaniels-at-window.jpg'],
    ['a guitar to musicians', [words('musicians')], words('a guitar'), 'guitar-and-drums.jpg'],
    ['an insect to a flower', [words('a flower')], words('an insect'), 'honey-bee-on-aster.jpg'],
    ['a desert to a building', [words('a building')], words('a desert'), 'pyramid-in-desert.jpg'],
    ['a forest to water', [words('water')], words('a forest'), 'forest-stream.jpg'],
    ['a sunset to a mountain', [words('a mountain')], words('a sunset'), 'sunset-on-mountain-top.jpg'],
    ['red to a bird', [words('a bird')], words('red'), 'scarlet-macaw.webp'],
    ['a drink to food', [words('food')], words('a drink'), 'coffee-cup.jpg'],
    ['a bowl to a plant', [words('a plant')], words('a bowl'), 'fig-in-red-bowl.jpg'],
    ['a flower to the picture of a crab', [picture('red-crab-on-rock.jpg')], words('a flower'), 'orange-dahlia.jpg'],
    ['a dog to the picture of a cat', [picture('cat-face.png')], words('a dog', 2), 'german-shepherd-dog.jpg'],
  ])('%s lifts %4$s', async (_what, terms, added, name) => {
    expect(await findRank([...terms, added], name)).toBeLessThan(await findRank(terms, name));
  });
});

describe('a term that is subtracted', () => {
  it.each<[string, Term[], Term, string]>([
    ['a sunset from a mountain', [words('a mountain')], words('a sunset', -1), 'sunset-on-mountain-top.jpg'],
    ['a guitar from musicians', [words('musicians')], words('a guitar', -1), 'guitar-and-drums.jpg'],
    ['an insect from a flower', [words('a flower')], words('an insect', -1), 'honey-bee-on-aster.jpg'],
    ['a window from dogs', [words('dogs')], words('a window', -1), 'two-spaniels-at-window.jpg'],
  ])('%s pushes %4$s down', async (_what, terms, subtracted, name) => {
    expect(await findRank([...terms, subtracted], name)).toBeGreaterThan(await findRank(terms, name));
  });

  it('does as the query language says it', async () => {
    const asked = await library.search('mountain - 0.5:"sunset"', { all: true, mode: 'vector' });
    const same = await library.search(
      { terms: [words('mountain'), words('sunset', -0.5)] },
      { all: true, mode: 'vector' },
    );
    expect(asked.results).toEqual(same.results);
    // Terms of a program are literal.
    expect([asked.query, same.query]).toEqual(['mountain - 0.5:sunset', '"mountain" - 0.5:"sunset"']);
  });
});

describe('a word behind a minus', () => {
  const paths = async (query: string, mode: 'vector' | 'text' | 'hybrid' = 'vector') =>
    (await library.search(query, { mode })).results.map(({ path }) => basename(path));

  it('is subtracted, wherever it stands', async () => {
    expect((await paths('dog window'))[0]).toBe('two-spaniels-at-window.jpg');
    expect(await paths('dog -window')).toEqual(await paths('dog - 0.5:window'));
    expect(await paths('-window dog')).toEqual(await paths('dog -window'));
    expect((await paths('dog -window'))[0]).toBe('german-shepherd-dog.jpg');
  });

  it('takes photos with that word in their names from those that are found by their names', async () => {
    expect(await paths('red', 'text')).toContain('red-crab-on-rock.jpg');
    const without = await paths('red -crab', 'text');
    expect(without).not.toContain('red-crab-on-rock.jpg');
    expect(without).toContain('red-panda.jpg');
  });

  it('has a notice with the words as they were typed', async () => {
    const { notices } = await library.search('dog -window');
    expect(notices).toContainEqual({
      code: 'query-read',
      message: '“window” is subtracted: photos of it rank lower, or are left out.',
      suggestion: { kind: 'literal', query: '"dog -window"' },
    });
    const literal = await library.search('"dog -window"');
    expect(literal.notices.map(({ code }) => code)).not.toContain('query-read');
  });
});

describe('alternatives', () => {
  it('are photos of either, each by its best relevance', async () => {
    const ask = (query: string) => library.search(query, { mode: 'vector' });
    const [cats, flowers, either] = [await ask('cat'), await ask('flower'), await ask('cat or flower')];
    expect([cats.noGoodMatch, flowers.noGoodMatch]).toEqual([false, false]);
    const best = new Map(cats.results.map(({ id, relevance }) => [id, relevance ?? 0]));
    for (const { id, relevance } of flowers.results) best.set(id, Math.max(best.get(id) ?? 0, relevance ?? 0));
    expect(either.results.map(({ id, relevance }) => [id, relevance])).toEqual([...best].sort(([, a], [, b]) => b - a));
    expect([either.total, either.query]).toEqual([best.size, 'cat OR flower']);
  });

  it('add nothing where no photo fits one of them', async () => {
    const ask = (query: string) => library.search(query, { mode: 'vector' });
    const [dogs, either] = [await ask('a dog'), await ask('a dog OR quarterly tax return form')];
    expect(either.results.map(({ id }) => id)).toEqual(dogs.results.map(({ id }) => id));
    expect(either.noGoodMatch).toBe(false);
  });

  it('can be paged through, and counted', async () => {
    const query = 'dog or boat or flower';
    const whole = await library.search(query);
    const ids: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: SearchResponse = await library.search(query, { limit: 2, ...(cursor === '' ? {} : { cursor }) });
      ids.push(...page.results.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(ids).toEqual(whole.results.map(({ id }) => id));
    expect((await library.facets(query)).total).toBe(whole.total);
  });

  it('may be images, and have filters', async () => {
    const { results } = await library.search(`${join(SAMPLES, 'cat-face.png')} OR dog ext:jpg`);
    const names = results.map(({ path }) => basename(path));
    expect(names).toContain('german-shepherd-dog.jpg');
    expect(names.filter((name) => !name.endsWith('.jpg'))).toEqual([]);
  });

  it('have a notice with the words as typed; a description with an “or” has one with the alternatives', async () => {
    const read = async (query: string) =>
      (await library.search(query)).notices.find(({ code }) => code === 'query-read');
    expect(await read('dog or boat')).toEqual({
      code: 'query-read',
      message: 'Photos that fit “dog” or “boat”.',
      suggestion: { kind: 'literal', query: '"dog or boat"' },
    });
    const either = { kind: 'either', query: 'a black OR white cat' };
    expect(await read('a black or white cat')).toMatchObject({ suggestion: either });
    expect(await read('a dog on the beach')).toBeUndefined();
    expect(await read('kitty + 2:"night" - 0.5:"fence"')).toBeUndefined();
  });
});

describe('numbers beside results', () => {
  const WORDS = ['dog', 'boat', 'red', 'flower', 'castle', '-window', 'or', '+', 'night', 'panda', 'OR'];

  it('never rise on the way down', async () => {
    const drawn = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(drawn, fc.boolean(), async (pieces, all) => {
        const { results } = await library.search(pieces.join(' '), { all, limit: 100 });
        const { shown } = listShownRelevances(results, true);
        const numbers = shown.flatMap((number) => number ?? []);
        expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
        // With one model, no photo is without a number because that would rise: only those that their text lifts are.
        for (const [i, { matched }] of results.entries())
          if (findTextReason(matched) === undefined) expect(shown[i]).not.toBeNull();
      }),
      // An alternative rates a photo higher that is not among its own.
      { numRuns: runs(60), examples: [[['or', '-window', 'OR', 'dog'], false]] },
    );
  });
});

describe('a combined query', () => {
  it('gives cosines, whatever the weights', async () => {
    const once = await library.search({ terms: [words('a dog')] }, { all: true, mode: 'vector' });
    const often = await library.search({ terms: [words('a dog', 40)] }, { all: true, mode: 'vector' });
    expect(often.results).toEqual(once.results);
    const { results } = await library.search({ terms: [words('a dog', 90), words('snow', 70)] }, { all: true });
    for (const { cosine } of results) expect(Math.abs(cosine as number)).toBeLessThanOrEqual(1);
  });

  it('leaves its pictures out, however they were given', async () => {
    const { results } = await library.search({ terms: [words('a dog')] }, { limit: 1 });
    const id = results[0]?.id as number;
    const path = results[0]?.path as string;
    const bytes = await readFile(path);
    for (const term of [{ id }, { path }, { bytes }]) {
      const answer = await library.search({ terms: [term, words('a dog')] }, { all: true, limit: 1000 });
      expect.soft(answer.results.map((result) => result.id)).not.toContain(id);
      expect.soft(answer.total).toBe(answer.results.length);
    }
  });

  it('that cancels itself out, weighs nothing or too much, or says nothing is refused', async () => {
    const refuse = async (query: SearchQuery, code: string) =>
      expect.soft(library.search(query), JSON.stringify(query)).rejects.toMatchObject({ code });
    await refuse({ terms: [words('a dog'), words('a dog', -1)] }, 'bad-query');
    await refuse({ terms: [words('a dog', 0)] }, 'bad-query');
    await refuse({ terms: [words('a dog', 101)] }, 'bad-query');
    await refuse({ terms: [words('a dog', Number.NaN)] }, 'bad-query');
    await refuse({ terms: [words(' ')] }, 'empty-query');
    await refuse({ terms: [] }, 'empty-query');
    await refuse({}, 'empty-query');
    await refuse({ filters: 'shade:red' }, 'bad-query');
  });

  it('fetches a picture from an address only through what it was given for that', async () => {
    const url = 'https://example.org/cat.png';
    await expect(runSearch(makeSearchContext(4).context, { terms: [{ url }] }, {})).rejects.toMatchObject({
      code: 'url-refused',
      hint: expect.any(String),
    });
    const asked: string[] = [];
    const { context } = makeSearchContext(4);
    const fetchUrl = async (address: string) => {
      asked.push(address);
      throw new Error('as far as this');
    };
    await expect(runSearch({ ...context, fetchUrl }, { terms: [{ url }] }, {})).rejects.toThrow('as far as this');
    expect(asked).toEqual([url]);
  });
});

describe('the cut-off', () => {
  it('gives what fits in a small library, and says when nothing does', async () => {
    const names = async (text: string) => (await library.search(text)).results.map(({ path }) => basename(path));
    expect(await names('a cup of coffee')).toEqual(['coffee-cup.jpg']);
    expect((await names('cats')).sort()).toEqual(['cat-face.png', 'kitten-with-yarn.jpg']);
    expect((await names('a dog')).sort()).toEqual(['german-shepherd-dog.jpg', 'two-spaniels-at-window.jpg']);
    for (const text of ['asdf qwer', 'a diagram of mitochondria', 'compound interest', 'a tax return form']) {
      const answer = await library.search(text);
      expect.soft(answer, text).toMatchObject({ noGoodMatch: true, notices: [{ code: 'no-good-match' }] });
      expect.soft(answer.results.length).toBeGreaterThan(0);
      expect.soft(answer.results.length).toBeLessThanOrEqual(5);
    }
    const certain = await library.search('cats', { minRelevance: 0.8 });
    expect(certain.results.every(({ relevance }) => Number(relevance) >= 0.8)).toBe(true);
    expect((await library.search('asdf qwer', { minRelevance: 0.9 })).results).toEqual([]);
  });

  it.each([
    { mode: 'fuzzy' as never },
    { sort: 'date' as never },
    { minRelevance: 2 },
    { minRelevance: Number.NaN },
    { filters: 'a dog' },
  ])('and %j are checked', async (options) => {
    await expect(library.search('a dog', options)).rejects.toMatchObject({ kind: 'usage' });
  });
});
