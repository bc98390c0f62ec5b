import { describe, expect, it } from 'vitest';
import { parseField, printField } from '#src/search/query/values/own-field.js';

describe('what follows field:', () => {
  it.each([
    ['price<50', { range: { below: 50 } }],
    ['price >= 9.5', { range: { min: 9.5 } }],
    ['price≤-1e3', { range: { max: -1000 } }],
    ['price=10..20', { range: { min: 10, max: 20 } }],
    ['price=..20', { range: { max: 20 } }],
    ['price=10', { values: ['10'] }],
    ['brand=Acme|Umbra Ltd|Acme', { values: ['Acme', 'Umbra Ltd'] }],
    ['brand=a\\|b\\\\', { values: ['a|b\\'] }],
    ['brand=\\10..20', { values: ['10..20'] }],
    ['brand==', { values: ['='] }],
    ['inStock', {}],
  ])('%s is read, and read again as it is printed', (text, test) => {
    const condition = parseField(text);
    expect(condition.test).toEqual(test);
    expect(parseField(printField(condition))).toEqual(condition);
  });

  it.each([
    ['price<', 'field:price< must be followed by a value, got nothing.'],
    ['price<cheap', 'field:price< must be followed by a number, got "cheap".'],
    ['price<1e999', 'field:price< must be followed by a number, got "1e999".'],
    ['price=20..10', 'The range ends before it begins.'],
    ['1price=2', 'field: must be followed by the name of a field, got "1price=2".'],
    ['on sale=1', 'field: must be followed by the name of a field, got "on sale=1".'],
  ])('%s is refused', (text, message) => {
    expect(() => parseField(text)).toThrow(
      expect.objectContaining({ complaint: expect.objectContaining({ message }) }),
    );
  });
});
