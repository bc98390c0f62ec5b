/** Draws surfaces: plain colours, and skies and fog in several exposures. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { makeRandom } from './corpus.mjs';

const SIZE = { width: 960, height: 720 };

export const PLAIN = {
  red: [200, 20, 20],
  green: [20, 160, 40],
  blue: [20, 40, 200],
  yellow: [240, 220, 40],
  brown: [110, 70, 40],
  white: [250, 250, 250],
  grey: [128, 128, 128],
  black: [5, 5, 5],
};

/** Colours at the top and at the bottom. */
export const SKIES = {
  noon: [
    [60, 110, 210],
    [170, 200, 240],
  ],
  sunset: [
    [40, 20, 80],
    [250, 140, 60],
  ],
  fog: [
    [90, 90, 90],
    [200, 200, 200],
  ],
  dawn: [
    [90, 80, 120],
    [250, 200, 190],
  ],
  storm: [
    [40, 45, 55],
    [110, 115, 120],
  ],
};

const EXPOSURES = [1, 0.75, 1.2];

/**
 * Writes the surfaces into a folder: `plain-red.png`, `sky-noon-1.jpg`, `sky-noon-0.75.jpg`…
 * @param {string} folder
 * @returns {Promise<number>} how many pairs are the same sky
 */
export async function makeSurfaces(folder) {
  mkdirSync(folder, { recursive: true });
  for (const [name, [r, g, b]] of Object.entries(PLAIN))
    await sharp({ create: { ...SIZE, channels: 3, background: { r, g, b } } }).toFile(
      join(folder, `plain-${name}.png`),
    );
  for (const [name, colours] of Object.entries(SKIES))
    for (const exposure of EXPOSURES)
      await sharp(paintSky(colours, exposure, SIZE).data, { raw: { ...SIZE, channels: 4 } })
        .jpeg({ quality: 90 })
        .toFile(join(folder, `sky-${name}-${exposure}.jpg`));
  return Object.keys(SKIES).length * (EXPOSURES.length - 1);
}

/**
 * A gradient from the top to the bottom with a camera's noise, at some exposure: rows from the top, four bytes a pixel. The same for the same
 * arguments.
 */
export function paintSky([top, bottom], exposure, { width, height }) {
  const random = makeRandom(Math.round(exposure * 100));
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0; y < height; y++) {
    const share = y / height;
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        const value = exposure * (top[channel] * (1 - share) + bottom[channel] * share) + 6 * (random() - 0.5);
        data[(y * width + x) * 4 + channel] = Math.max(0, Math.min(255, Math.round(value)));
      }
    }
  }
  return { width, height, data };
}
