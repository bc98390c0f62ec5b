import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFilters } from '#src/search/parse/parse-query.js';
import { resolveFolders } from '#src/search/resolve-folders.js';
import { runSearch } from '#src/search/run-search.js';
import { makeSearchContext } from '../support/libraries/search-context.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
let folders = 0;

/** A library of photos below a folder that exists; the photos do not. */
function make(...paths: string[]) {
  const root = join(home, String(++folders), 'disk');
  mkdirSync(root, { recursive: true });
  const { context, add } = makeSearchContext(4);
  add(paths.map((path) => ({ path: join(root, path) })));
  const find = async (filters: string, folder?: string) => {
    const { results } = await runSearch({ ...context, scope: { folder } }, filters, { limit: 100 });
    return results.map(({ path }) => path.slice(root.length + 1)).sort();
  };
  const refuse = (filters: string, folder?: string) =>
    find(filters, folder).then(
      (found) => found,
      ({ code, message, details }) => ({ code, message, suggestion: details.suggestion }),
    );
  return { root, context, find, refuse, at: (path: string) => join(root, path) };
}

describe('in: finds the photos below a folder', () => {
  it('by a symbolic link: to the folder, to one above it, over several steps', async () => {
    const { root, at, find } = make('2023/rome/a.jpg', '2023/b.jpg', 'c.jpg');
    mkdirSync(at('2023/rome'), { recursive: true });
    const links = join(root, '..');
    symlinkSync(at('2023'), join(links, 'year'));
    symlinkSync(root, join(links, 'Pictures'));
    symlinkSync(join(links, 'Pictures'), join(links, 'again'));
    expect(await find(`in:${links}/year`)).toEqual(['2023/b.jpg', '2023/rome/a.jpg']);
    expect(await find(`in:${links}/Pictures/2023/rome`)).toEqual(['2023/rome/a.jpg']);
    expect(await find(`in:${links}/again`)).toHaveLength(3);
    expect(await find(`-in:${links}/year`)).toEqual(['c.jpg']);
    // The folder itself is gone, as on an unplugged disk; the link above it is not.
    rmSync(at('2023'), { recursive: true });
    expect(await find(`in:${links}/again/2023/rome`)).toEqual(['2023/rome/a.jpg']);
  });

  it('with a separator at its end, doubled ones and dots', async () => {
    const { root, find } = make('2023/a.jpg', 'b.jpg');
    for (const written of ['2023/', '/2023', './2023/.', '2023/rome/..', '2023//'])
      expect(await find(`in:${root}/${written}`), written).toEqual(['2023/a.jpg']);
  });

  it('in another spelling: other case, composed and decomposed letters, both at once', async () => {
    const { root, find } = make('Äpfel/a.jpg', 'Москва/b.jpg', 'Cafe\u0301/c.jpg', 'STRASSE/d.jpg');
    expect(await find(`in:${root}/A\u0308pfel`)).toEqual(['Äpfel/a.jpg']);
    expect(await find(`in:${root}/МОСКВА`)).toEqual(['Москва/b.jpg']);
    expect(await find(`in:${root}/CAFÉ`)).toEqual(['Cafe\u0301/c.jpg']);
    expect(await find(`in:${root}/straße`)).toEqual(['STRASSE/d.jpg']);
  });

  it('of the spelling that is written, where folders differ in nothing else; otherwise of all of them', async () => {
    const { root, find } = make('Rome/a.jpg', 'rome/b.jpg');
    expect(await find(`in:${root}/Rome`)).toEqual(['Rome/a.jpg']);
    expect(await find(`in:${root}/rome`)).toEqual(['rome/b.jpg']);
    expect(await find(`in:${root}/ROME`)).toEqual(['Rome/a.jpg', 'rome/b.jpg']);
  });
});

describe('in: is refused for a folder without photos of the library', () => {
  it('with the nearest folder: a misspelt one, one of that name elsewhere, the one above it, any', async () => {
    const { root, refuse } = make('2023/Rome/a.jpg', '2023/Paris/b.jpg', '2024/Oslo/c.jpg');
    const cases: [string, string][] = [
      [`${root}/2023/Roma`, `${root}/2023/Rome`],
      [`${root}/2024/Paris`, `${root}/2023/Paris`],
      [`${root}/2023/Something else`, `${root}/2023`],
      ['/nowhere/else/Oslo', `${root}/2024/Oslo`],
    ];
    for (const [folder, nearest] of cases) {
      expect(await refuse(`in:"${folder}"`)).toEqual({
        code: 'bad-query',
        message: `in: must be a folder with photos of the library, got ${JSON.stringify(folder)}.`,
        suggestion: `in:${nearest}`,
      });
    }
    expect(await refuse('in:/nowhere')).toMatchObject({ suggestion: `in:${root}` });
    expect(await refuse(`-in:${root}/2025`)).toMatchObject({ code: 'bad-query' });
  });

  it('with a folder that the reader may see, or none', async () => {
    const { root, refuse, find } = make('mine/a.jpg', 'yours/secret/b.jpg');
    expect(await find(`in:${root}/mine`, `${root}/mine`)).toEqual(['mine/a.jpg']);
    expect(await refuse(`in:${root}/yours/secret`, `${root}/mine`)).toMatchObject({ suggestion: `in:${root}/mine` });
    expect(await refuse(`in:${root}/mine`, `${root}/none`)).toMatchObject({ suggestion: null });
  });

  it('and not in a library that has no photos at all', async () => {
    const { context } = makeSearchContext(4);
    const filters = parseFilters('in:/photos taken:2023');
    expect(await resolveFolders(context, filters)).toEqual(filters);
  });
});
