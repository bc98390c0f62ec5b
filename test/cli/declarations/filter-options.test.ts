import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addFilterOptions, type FilterOptions, toFilterText } from '#src/cli/declarations/filter-options.js';
import { parseFilters } from '#src/search/parse/parse-query.js';
import { FILTER_NAMES } from '#src/search/query/filter-names.js';

function read(...args: string[]): string {
  const command = addFilterOptions(new Command('search')).exitOverride();
  command.parse(args, { from: 'user' });
  return toFilterText(command.opts<FilterOptions>(), '/home/me');
}

describe('filters as options', () => {
  it('are there for every filter', () => {
    const names = addFilterOptions(new Command('search')).options.map(({ long }) => long?.slice(2));
    expect(names.sort()).toEqual([...FILTER_NAMES, 'not'].sort());
  });

  it('say what the same filters say in a query', () => {
    const text = read(
      '--taken',
      '2023..',
      '--camera',
      'Canon "EOS"',
      '--near',
      'Paris 30km',
      '--rating',
      '>=4',
      '--keyword',
      'a',
      '--keyword',
      'b',
    );
    const same = 'taken:2023.. camera:"Canon \\"EOS\\"" near:"Paris" 30km rating:>=4 keyword:a keyword:b';
    expect(new Set(parseFilters(text))).toEqual(new Set(parseFilters(same)));
  });

  it('may be turned round', () => {
    expect(parseFilters(read('--not', 'camera:Canon EOS', '--not', '-is:square', '--not', 'tag:"a b"'))).toEqual(
      parseFilters('-camera:"Canon EOS" -is:square -tag:"a b"'),
    );
  });

  it('take folders from where the shell stands', () => {
    expect(parseFilters(read('--in', 'Pictures/2023'))).toEqual(parseFilters('in:/home/me/Pictures/2023'));
    expect(parseFilters(read('--in', '/srv'))).toEqual(parseFilters('in:/srv'));
    expect(parseFilters(read('--in', '../you/'))).toEqual(parseFilters('in:/home/you'));
    expect(parseFilters(read('--not', 'in:a folder/'))).toEqual(parseFilters('-in:"/home/me/a folder"'));
  });

  it('leave filters that are turned round among the words, and still refuse what is no option', () => {
    const parse = (...args: string[]) => {
      const command = addFilterOptions(new Command('search').argument('[words...]').option('--limit <n>'));
      let words: string[] = [];
      command.action((given) => {
        words = given;
      });
      command.exitOverride().configureOutput({ writeErr: () => {} });
      command.parse(args, { from: 'user' });
      return words;
    };
    expect(parse('boat', '-camera:phone', '-', '3:cat', '--limit', '5', '-0.5:fence')).toEqual([
      'boat',
      '-camera:phone',
      '-',
      '3:cat',
      '-0.5:fence',
    ]);
    expect(() => parse('boat', '--limt', '5')).toThrow(/unknown option '--limt'\n\(Did you mean --limit\?\)/);
    expect(() => parse('boat', '-x')).toThrow("unknown option '-x'");
    for (const file of ['-rf.jpg', '-q.heic', '-my cat.PNG'])
      expect(() => parse(file), file).toThrow(
        `'${file}' begins as an option does\n(For the file of that name: ./${file})`,
      );
    expect(parse('./-rf.jpg', '-2:./cat.jpg')).toEqual(['./-rf.jpg', '-2:./cat.jpg']);
  });

  it('are none when none was given', () => {
    expect(read()).toBe('');
    expect(parseFilters(read())).toEqual([]);
  });

  it('are refused like filters in a query', () => {
    expect(() => parseFilters(read('--is', 'potrait'))).toThrow('is: must be');
    expect(() => parseFilters(read('--not', 'camra:x'))).toThrow('Unknown filter camra:.');
  });
});
