import { describe, expect, it } from 'vitest';
import { toPlanes } from '#src/detect/pixels/to-planes.js';

const image = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };

describe('toPlanes', () => {
  it('separates the colours', () => {
    expect(toPlanes(image, 'rgb')).toEqual({ dims: [1, 3, 1, 2], data: Float32Array.of(1, 4, 2, 5, 3, 6) });
    expect(toPlanes(image, 'bgr')).toEqual({ dims: [1, 3, 1, 2], data: Float32Array.of(3, 6, 2, 5, 1, 4) });
  });

  it('pads on the right and below', () => {
    const { dims, data } = toPlanes(image, 'rgb', 3);
    expect(dims).toEqual([1, 3, 3, 3]);
    expect([...data.subarray(0, 9)]).toEqual([1, 4, 0, 0, 0, 0, 0, 0, 0]);
    expect([...data.subarray(18, 21)]).toEqual([3, 6, 0]);
  });
});
