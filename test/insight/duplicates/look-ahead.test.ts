import { describe, expect, it } from 'vitest';
import { createLookAhead } from '#src/insight/duplicates/look-ahead.js';

describe('createLookAhead', () => {
  const items = Array.from({ length: 20 }, (_, i) => i);
  const all = () => true;

  it('begins the work of the next items, each once', async () => {
    const begun: number[] = [];
    const workOf = createLookAhead(items, async (item) => {
      begun.push(item);
      return item * 10;
    });
    expect(await workOf(0, all)).toBe(0);
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    for (const item of items.slice(1)) expect(await workOf(item, all)).toBe(item * 10);
    expect(begun).toEqual(items);
  });

  it('begins nothing for items that are skipped, and answers for them all the same', async () => {
    const begun: number[] = [];
    const workOf = createLookAhead(items, async (item) => begun.push(item));
    const isEven = (item: number) => item % 2 === 0;
    await workOf(0, isEven);
    expect(begun).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16]);
    await workOf(3, isEven);
    expect(begun).toContain(3);
  });

  it('tells a failure where the work is asked for, and nowhere else', async () => {
    const workOf = createLookAhead(items, async (item) => {
      if (item === 2) throw new Error('cannot be read');
    });
    await workOf(0, all);
    await workOf(1, all);
    await expect(workOf(2, all)).rejects.toThrow('cannot be read');
  });
});
