// External ids: what a catalogue can give back as it was.
import { describe, expect, it } from 'vitest';
import { checkExternalId } from '#src/model/fields.js';

describe('an external id', () => {
  it.each(['sku-4711', 'Ü 12/3', '😀', 'x'.repeat(512)])('may be %j', (id) => {
    expect(() => checkExternalId(id)).not.toThrow();
  });

  it.each(['', 'x'.repeat(513), 'a\nb', '\ud800x', 'x\udc00', 7, null])('is refused: %j', (id) => {
    expect(() => checkExternalId(id)).toThrow('An external id must be a string of 1 to 512 characters');
  });
});
