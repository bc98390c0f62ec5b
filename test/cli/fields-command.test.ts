import { describe, expect, it, vi } from 'vitest';
import type { FieldInfo } from '#src/index.js';
import { runWithLibrary } from '../support/commands/run-with-library.js';

const FIELDS: FieldInfo[] = [
  { name: 'price', type: 'number', files: 2 },
  { name: 'size', type: 'string', files: 1 },
];
const fields = async () => FIELDS;

describe('photoseek fields', () => {
  it('lists the fields with their types', async () => {
    expect((await runWithLibrary(['fields'], { fields })).stdout).toBe(
      'price  number  2 files\nsize  string  1 file\n',
    );
    expect(JSON.parse((await runWithLibrary(['fields', '--json'], { fields })).stdout)).toEqual({ fields: FIELDS });
    expect((await runWithLibrary(['fields'])).stderr).toContain('photoseek fields FILE price=20');
  });

  it('does not list one that the last photo has lost', async () => {
    const lost = async () => [{ name: 'colour', type: 'string' as const, files: 0 }];
    const { stdout, stderr } = await runWithLibrary(['fields'], { fields: lost });
    expect([stdout, stderr]).toEqual(['', 'No photo has fields. Set some: photoseek fields FILE price=20\n']);
  });

  it('sets those of a file, each as its type, and removes one without a value', async () => {
    const setFields = vi.fn(async () => {});
    const values = ['price=19.9', 'size=42', 'inStock=true', 'colour=red', 'colour=dark blue', 'old='];
    const { stderr } = await runWithLibrary(['fields', 'shoe.jpg', ...values], { fields, setFields });
    expect(setFields).toHaveBeenCalledExactlyOnceWith(
      { path: '/shoe.jpg' },
      { price: 19.9, size: '42', inStock: true, colour: ['red', 'dark blue'], old: null },
    );
    expect(stderr).toContain('Set price, size, inStock, colour, old.');
  });

  it.each([
    [['shoe.jpg'], 'at least one name=value'],
    [['shoe.jpg', 'price'], 'must be given as name=value, got "price"'],
  ])('refuses %j', async (args, message) => {
    const setFields = vi.fn(async () => {});
    await expect(runWithLibrary(['fields', ...args], { fields, setFields })).rejects.toThrow(message);
    expect(setFields).not.toHaveBeenCalled();
  });
});
