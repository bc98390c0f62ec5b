import { expect, it } from 'vitest';
import { Lru } from '#src/runtime/lru.js';

it('drops what was used least recently, whether it was read, written or made', () => {
  const lru = new Lru<string, number>(2);
  lru.set('a', 1);
  lru.set('b', 2);
  expect(lru.get('a')).toBe(1);
  lru.set('c', 3);
  expect([lru.get('a'), lru.get('b'), lru.get('c'), lru.size]).toEqual([1, undefined, 3, 2]);
  expect(lru.getOrMake('a', () => 9)).toBe(1);
  expect(lru.getOrMake('d', () => 4)).toBe(4);
  expect(lru.get('c')).toBeUndefined();
  lru.delete('a');
  expect(lru.get('a')).toBeUndefined();
  lru.clear();
  expect(lru.size).toBe(0);
});
