import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readFaultTable } from '../support/faults/fault-table.js';

const root = new URL('../../', import.meta.url);

describe('the table of faults in docs/reliability.md', () => {
  const rows = readFaultTable();

  it('names a test that exists for every fault', () => {
    expect(rows.length).toBeGreaterThan(50);
    const missing = rows.filter(({ file, title }) => {
      const path = new URL(file, root);
      if (!existsSync(path)) return true;
      const text = readFileSync(path, 'utf8');
      // A suite that several run is in a file of its own.
      const suites = [...text.matchAll(/from '(\.[\w./-]+\.contract)\.js'/g)].map(
        ([, name]) => new URL(`${name}.ts`, path),
      );
      const all = [text, ...suites.map((suite) => readFileSync(suite, 'utf8'))].join('\n');
      // A title may stand in any kind of quotes, its own quotes escaped.
      return !all.replace(/\\'/g, "'").includes(title);
    });
    expect(missing.map(({ file, title }) => `${file}: ${title}`)).toEqual([]);
  });

  it('states titles without placeholders, which no test that runs has in its name', () => {
    expect(rows.map(({ title }) => title).filter((title) => /%[sdifjo#$]|\$\w/.test(title))).toEqual([]);
  });

  it('says what happens, in a sentence, once for each fault', () => {
    for (const { fault, outcome } of rows) expect(outcome, fault).toMatch(/^[A-Z`].{8,}\.$/);
    expect(new Set(rows.map(({ fault }) => fault)).size).toBe(rows.length);
  });

  it('names every file of fault tests', () => {
    const here = readdirSync(new URL('test/faults/', root)).filter(
      (name) => name.endsWith('.test.ts') && name !== 'table.test.ts',
    );
    const named = new Set(rows.map(({ file }) => file));
    expect(here.filter((name) => !named.has(`test/faults/${name}`))).toEqual([]);
  });
});
