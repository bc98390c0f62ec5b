import { aimCamera, type View } from './camera.js';
import { findVisible } from './find-visible.js';
import { project } from './project.js';
import type { Scene } from './scene.js';
import { shade } from './shade.js';

/** Every pixel is the mean of so many small ones, across and down: edges are smooth. */
const SUPERSAMPLING = 2;

/** Light grey that is darker at the bottom, sRGB: as in pictures of products. */
const BACKGROUND = { top: 244, bottom: 214 };

/** Pixels of a view: RGB, sRGB, rows from the top. */
export interface Rendering {
  width: number;
  height: number;
  channels: 3;
  data: Uint8Array;
}

/**
 * Draws a model on the CPU.
 * @param edge of the square picture, in pixels
 */
export function renderView(scene: Scene, view: Pick<View, 'yaw' | 'pitch'>, edge: number): Rendering {
  const side = edge * SUPERSAMPLING;
  const camera = aimCamera(view, scene.mesh.up);
  const projected = project(scene, camera, side);
  const visible = findVisible(scene, projected, side);
  const pixels = paintBackground(side);
  shade(scene, camera, projected, visible, pixels);
  return { width: edge, height: edge, channels: 3, data: reduce(pixels, edge) };
}

function paintBackground(side: number): Uint8Array {
  const pixels = new Uint8Array(3 * side * side);
  const { top, bottom } = BACKGROUND;
  for (let row = 0; row < side; row++) {
    pixels.fill(Math.round(top + ((bottom - top) * row) / side), 3 * side * row, 3 * side * (row + 1));
  }
  return pixels;
}

function reduce(pixels: Uint8Array, edge: number): Uint8Array {
  const data = new Uint8Array(3 * edge * edge);
  const stride = 3 * edge * SUPERSAMPLING;
  let to = 0;
  for (let row = 0; row < edge; row++) {
    let at = row * SUPERSAMPLING * stride;
    for (let column = 0; column < edge; column++, at += 6) {
      for (let k = 0; k < 3; k++) {
        const above = (pixels[at + k] as number) + (pixels[at + 3 + k] as number);
        const below = (pixels[at + stride + k] as number) + (pixels[at + stride + 3 + k] as number);
        data[to++] = (above + below + 2) >> 2;
      }
    }
  }
  return data;
}
