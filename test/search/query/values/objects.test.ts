import { describe, expect, it } from 'vitest';
import type { Condition } from '#src/model/filter.js';
import { parseObject, printObject } from '#src/search/query/values/objects.js';

type ObjectCondition = Extract<Condition, { field: 'object' }>;

describe('what follows object:', () => {
  it.each([
    ['dog', 'dog', { min: 1, max: null }],
    ['Wine Glass', 'wine glass', { min: 1, max: null }],
    ['cup>=3', 'cup', { min: 3, max: null }],
    ['cup > 3', 'cup', { min: 4, max: null }],
    ['person=2', 'person', { min: 2, max: 2 }],
    ['person=2..4', 'person', { min: 2, max: 4 }],
    ['person<=2', 'person', { min: null, max: 2 }],
  ])('%s is read, and read again as it is printed', (text, value, range) => {
    const condition = parseObject(text) as ObjectCondition;
    expect(condition).toEqual({ field: 'object', value, range });
    expect(parseObject(printObject(condition).replace(/^"|"$/g, ''))).toEqual(condition);
  });

  it.each(['>=3', 'cup>=many', 'cup>'])('%s is refused', (text) => {
    expect(() => parseObject(text)).toThrow(
      expect.objectContaining({
        complaint: expect.objectContaining({ message: expect.stringContaining('object: must be') }),
      }),
    );
  });
});
