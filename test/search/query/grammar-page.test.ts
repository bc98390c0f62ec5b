import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addFilterOptions, type FilterOptions, toFilterText } from '#src/cli/declarations/filter-options.js';
import { PhotoseekError } from '#src/errors.js';
import { parseFilters, parseQuery } from '#src/search/parse/parse-query.js';
import { FILTER_NAMES } from '#src/search/query/filter-names.js';
import { printQuery } from '#src/search/query/print-query.js';

const PAGE = readFileSync(fileURLToPath(new URL('../../../docs/query-language.md', import.meta.url)), 'utf8');

/** The day the page says its examples are read on. */
const NOW = new Date(2024, 4, 15, 12);

/** The lines of all fenced blocks of a kind. */
function blocks(kind: string): string[][] {
  return [...PAGE.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, body = '']) =>
    body.trimEnd().split('\n'),
  );
}

const examples = blocks('query').flatMap((lines) =>
  lines.map((line) => {
    const [query = '', canonical = query] = line.split('→').map((part) => part.trim());
    return { query, canonical };
  }),
);

/** A line, then what is said (`!`) and advised (`?`). */
const refusals = blocks('refused')
  .flatMap((lines) => lines.join('\n').split('\n\n'))
  .map((text) => {
    const [query = '', ...rest] = text.split('\n');
    const after = (mark: string) => rest.find((line) => line.startsWith(mark))?.slice(2);
    return { query, message: after('! '), hint: after('? ') };
  });

const commands = blocks('sh').flat();

describe('the page of the query language', () => {
  it.each(examples)('$query', ({ query, canonical }) => {
    const parsed = parseQuery(query, { now: NOW });
    expect(printQuery(parsed)).toBe(canonical);
    expect(parseQuery(canonical, { now: NOW })).toEqual(parsed);
  });

  it.each(refusals)('refuses $query', ({ query, message, hint }) => {
    let thrown: unknown;
    try {
      parseQuery(query, { now: NOW });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(PhotoseekError);
    const error = thrown as PhotoseekError;
    expect(error.code).toBe('bad-query');
    expect(error.message).toBe(message);
    if (hint !== undefined) expect(error.hint).toBe(hint);
    const { position, length, suggestion } = error.details as {
      position: number;
      length: number;
      suggestion: string | null;
    };
    // The suggestion can be parsed in place of the error.
    if (suggestion === null) return;
    const mended = query.slice(0, position) + suggestion + query.slice(position + length);
    expect(() => parseQuery(mended, { now: NOW })).not.toThrow();
  });

  it.each(commands)('%s', (line) => {
    const [, rest = ''] = /^photoseek search (.*)$/.exec(line) ?? [];
    // The shell's own reading of the line.
    const args = execFileSync('sh', ['-c', `for a in ${rest}; do printf '%s\\0' "$a"; done`], { encoding: 'utf8' });
    const command = addFilterOptions(new Command('search')).argument('[words...]').exitOverride();
    command.parse(args.split('\0').slice(0, -1), { from: 'user' });
    const filters = parseFilters(toFilterText(command.opts<FilterOptions>()), { now: NOW });
    const query = command.args.length === 0 ? { terms: [], filters: [] } : parseQuery(command.args, { now: NOW });
    expect(printQuery({ terms: query.terms, filters: [...query.filters, ...filters] })).toBe(COMMANDS[line]);
  });

  it('has a row for every filter, an option for it, and an example', () => {
    for (const name of FILTER_NAMES) {
      expect(PAGE).toMatch(new RegExp(`^\\| \`${name}:\` \\| `, 'm'));
      expect(PAGE).toContain(`\`--${name}\``);
      expect(examples.some(({ query }) => query.includes(`${name}:`))).toBe(true);
    }
    expect(examples.length).toBeGreaterThan(80);
    expect(refusals.length).toBeGreaterThan(15);
  });
});

/** The queries of the commands on the page. */
const COMMANDS: Record<string, string> = {
  'photoseek search boat at sunset': 'boat at sunset',
  'photoseek search "kitty" + 2:"night" - 0.5:"fence"': 'kitty + 2:night - 0.5:fence',
  'photoseek search ./cat.jpg - 3:cat + 2:bee': './cat.jpg - 3:cat + 2:bee',
  "photoseek search 'red car taken:2023 -camera:phone'": 'red car taken:2023 -camera:phone',
  'photoseek search red car camera:"Canon EOS" taken:"last summer"':
    'red car camera:"Canon EOS" taken:2023-06-01..2023-08-31',
  'photoseek search taken:">=2020"': 'taken:>=2020',
  'photoseek search boat -camera:phone': 'boat -camera:phone',
  'photoseek search red car --taken "last summer" --camera "Canon EOS"':
    'red car taken:2023-06-01..2023-08-31 camera:"Canon EOS"',
  'photoseek search --rating ">=4" --not camera:phone --not is:portrait': 'rating:>=4 -camera:phone -is:portrait',
  'photoseek search boat --field "price<50" --near "Paris, US 30km" --size ">5MB"':
    'boat near:"Paris, US" 30km size:>=5000001 field:price<50',
};
