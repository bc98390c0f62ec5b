import { describe, expect, it } from 'vitest';
import { toDecodeError } from '../../../src/media/decode/decode-error.js';
import { endsEarly } from '../../../src/media/decode/salvage.js';

describe('an error of libvips that begins with lines of an earlier image', () => {
  const cause = new Error(
    'Input buffer has corrupt header: VipsJpeg: Corrupt JPEG data: premature end of data segment\n' +
      'gifload_buffer: Unexpected end of GIF source data',
  );

  it('is told by its last line', () => {
    expect(toDecodeError(cause).message).toContain('Unexpected end of GIF');
  });

  it('is recognised as an image that ends early, before and after it was translated', () => {
    expect(endsEarly(cause)).toBe(true);
    expect(endsEarly(toDecodeError(cause))).toBe(true);
    expect(endsEarly(toDecodeError(new Error('no such decoder')))).toBe(false);
  });
});
