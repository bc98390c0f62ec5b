import { describe, expect, it } from 'vitest';
import { alignFace, CHIP_SIZE } from '#src/detect/faces/align-face.js';
import type { Landmarks } from '#src/detect/faces/types.js';
import type { RgbImage } from '#src/model/rgb-image.js';

const TEMPLATE = [
  [47.739, 45.285],
  [112.261, 45.285],
  [80, 83.68],
  [51.909, 112.875],
  [108.091, 112.875],
] as const;

/** Red grows to the right, green downwards: a pixel says where it comes from. */
function paintRamps(size: number, step: number): RgbImage {
  const data = new Uint8Array(size * size * 3);
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) data.set([x * step, y * step, 128], (y * size + x) * 3);
  return { data, width: size, height: size };
}

const place = (move: (x: number, y: number) => { x: number; y: number }) =>
  TEMPLATE.map(([x, y]) => move(x, y)) as unknown as Landmarks;
const at = ({ data }: RgbImage, x: number, y: number) => [...data.subarray((y * CHIP_SIZE + x) * 3).subarray(0, 2)];

describe('alignFace', () => {
  it('leaves a face that lies right', () => {
    const image = paintRamps(CHIP_SIZE, 1);
    const chip = alignFace(
      image,
      place((x, y) => ({ x, y })),
    );
    expect([chip.width, chip.height]).toEqual([CHIP_SIZE, CHIP_SIZE]);
    expect(Buffer.compare(chip.data, image.data)).toBe(0);
  });

  it('turns, scales and shifts', () => {
    // The face is half as large, a quarter turn to the right, and elsewhere.
    const chip = alignFace(
      paintRamps(200, 1),
      place((x, y) => ({ x: 150 - y / 2, y: 20 + x / 2 })),
    );
    expect(at(chip, 0, 0)).toEqual([150, 20]);
    expect(at(chip, 100, 0)).toEqual([150, 70]);
    expect(at(chip, 0, 100)).toEqual([100, 20]);
  });

  it('takes the nearest similarity where no exact one exists', () => {
    // Landmarks that are pulled in width only: they are not sheared or stretched back.
    const chip = alignFace(
      paintRamps(250, 1),
      place((x, y) => ({ x: 80 + (x - 80) * 1.2, y })),
    );
    const across = (at(chip, 120, 80)[0] as number) - (at(chip, 40, 80)[0] as number);
    const down = (at(chip, 80, 120)[1] as number) - (at(chip, 80, 40)[1] as number);
    expect(Math.abs(across - down)).toBeLessThanOrEqual(1);
    expect(across).toBeGreaterThan(80);
  });

  it('goes on with the outermost pixels', () => {
    const chip = alignFace(
      paintRamps(100, 2),
      place((x, y) => ({ x: x - 60, y: y - 60 })),
    );
    expect(at(chip, 0, 0)).toEqual([0, 0]);
    expect(at(chip, 159, 159)).toEqual([198, 198]);
  });

  it('averages the pixels of a large face', () => {
    const size = 640;
    const data = Uint8Array.from({ length: size * size * 3 }, (_, i) => (Math.floor(i / 3) % 2) * 200);
    const chip = alignFace(
      { data, width: size, height: size },
      place((x, y) => ({ x: x * 4, y: y * 4 })),
    );
    const inner = Array.from({ length: 100 }, (_, i) => at(chip, 30 + i, 80)[0] as number);
    expect(Math.min(...inner)).toBeGreaterThanOrEqual(99);
    expect(Math.max(...inner)).toBeLessThanOrEqual(101);
  });
});
