import { InvalidArgumentError } from 'commander';
import { expect, it } from 'vitest';
import { parseNames } from '#src/cli/parse-names.js';

const parse = parseNames(['text', 'objects'], 'none', []);

it('reads names in any case, with blanks between them, and the word that stands for a selection', () => {
  expect(parse('Objects, text')).toEqual(['objects', 'text']);
  expect(parse('none')).toEqual([]);
  expect(parseNames(['text', 'objects'], 'all', ['text', 'objects'])('ALL')).toEqual(['text', 'objects']);
});

it('names what is unknown, and what it may be', () => {
  expect(() => parse('text,faces')).toThrow(
    new InvalidArgumentError('Must be text, objects, separated by commas, or none; got "faces".'),
  );
  expect(() => parse(' , ')).toThrow('got " , ".');
  expect(() => parse('text,none')).toThrow('got "none".');
});
