import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const WEB = new URL('../../web/', import.meta.url);
const FILES = readdirSync(new URL('languages/', WEB));

type Catalogue = Record<string, string>;

function read(file: string): Catalogue {
  return JSON.parse(readFileSync(new URL(`languages/${file}`, WEB), 'utf8')) as Catalogue;
}

/** A key without its plural form. */
const toName = (key: string) => key.replace(/_(?:zero|one|two|few|many|other)$/, '');
const listNames = (catalogue: Catalogue) => [...new Set(Object.keys(catalogue).map(toName))].sort();
const listPlaceholders = (text: string) => [...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name).sort();

const english = read('en.json');

it('there are catalogues in English, German and Chinese', () => {
  expect(FILES).toEqual(expect.arrayContaining(['de.json', 'en.json', 'zh.json']));
});

describe.each(FILES)('the catalogue %s', (file) => {
  const catalogue = read(file);
  const { pluralCategories } = new Intl.PluralRules(file.slice(0, -'.json'.length)).resolvedOptions();

  it('has the texts of English', () => {
    expect(listNames(catalogue)).toEqual(listNames(english));
    expect(Object.entries(catalogue).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('has the placeholders of English', () => {
    for (const [key, text] of Object.entries(catalogue)) {
      const original = english[key] ?? english[`${toName(key)}_other`] ?? '';
      expect.soft(listPlaceholders(text), key).toEqual(listPlaceholders(original));
    }
  });

  it('has each plural form of its language', () => {
    for (const name of listNames(english).filter((one) => `${one}_other` in english)) {
      expect
        .soft(
          pluralCategories.filter((form) => !(`${name}_${form}` in catalogue)),
          name,
        )
        .toEqual([]);
    }
  });
});

const SOURCES = readdirSync(WEB, { recursive: true, encoding: 'utf8' }).filter((path) => /\.tsx?$/.test(path));
const ALL = SOURCES.map((path) => readFileSync(new URL(path, WEB), 'utf8')).join('\n');

it.each(SOURCES.filter((path) => path.endsWith('.tsx')))('%s has no text of its own', (path) => {
  const source = readFileSync(new URL(path, WEB), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  const attributes = [...source.matchAll(/\b(?:aria-label|title|label|placeholder)="([^"]*[a-z]{2}[^"]*)"/g)];
  const children = [...source.matchAll(/<\/?[a-z][^<>=]*>\s*([A-Z][a-z]+(?: [\w’,.:]+)*)\s*</g)];
  const texts = [...attributes, ...children].map(([, text]) => text);
  expect(texts).toEqual([]);
});

it('each text is used', () => {
  const dynamic = /^(?:suggestion|facet|duplicates\.(?:exact|near|turned|similar))\.|^home\.(?:places|things)$/;
  const unused = listNames(english).filter((name) => !dynamic.test(name) && !ALL.includes(`'${name}'`));
  expect(unused).toEqual([]);
});
