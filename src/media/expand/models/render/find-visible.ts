import { modelTooLarge } from '../mesh/limits.js';
import { createHoles, type IsHole } from './holes.js';
import type { Projected } from './project.js';
import type { Scene } from './scene.js';

/** Times that a picture may be covered: more layers are there to take time. */
const MAX_LAYERS = 1500;

/** Corners of a pixel that an edge touches belong to both triangles beside it: no gap is between them. */
const TOLERANCE = -1e-5;

/** The nearest triangle at every pixel; −1: none. */
export function findVisible(scene: Scene, projected: Projected, side: number): Int32Array {
  const { triangles, materialOf } = scene.mesh;
  const { x, y, nearness } = projected;
  const visible = new Int32Array(side * side).fill(-1);
  const depth = new Float32Array(side * side);
  const holes = scene.mesh.materials.map((_, material) => createHoles(scene, projected, material));
  let budget = MAX_LAYERS * side * side;
  for (let corner = 0; corner < triangles.length; corner += 3) {
    const a = triangles[corner] as number;
    const b = triangles[corner + 1] as number;
    const c = triangles[corner + 2] as number;
    const ax = x[a] as number;
    const ay = y[a] as number;
    const bx = (x[b] as number) - ax;
    const by = (y[b] as number) - ay;
    const cx = (x[c] as number) - ax;
    const cy = (y[c] as number) - ay;
    const area = bx * cy - cx * by;
    // Also of what is no number.
    if (!(Math.abs(area) > 1e-9)) continue;
    const left = Math.max(0, Math.ceil(ax + Math.min(0, bx, cx) - 0.5));
    const right = Math.min(side - 1, Math.floor(ax + Math.max(0, bx, cx) - 0.5));
    const top = Math.max(0, Math.ceil(ay + Math.min(0, by, cy) - 0.5));
    const bottom = Math.min(side - 1, Math.floor(ay + Math.max(0, by, cy) - 0.5));
    if (left > right || top > bottom) continue;
    budget -= (right - left + 1) * (bottom - top + 1);
    if (budget < 0) throw modelTooLarge('layers in a picture', MAX_LAYERS, MAX_LAYERS + 1);

    // Weights of b and c, and the nearness, are linear in the picture.
    const bPerX = cy / area;
    const bPerY = -cx / area;
    const cPerX = -by / area;
    const cPerY = bx / area;
    const near = nearness[a] as number;
    const nearB = (nearness[b] as number) - near;
    const nearC = (nearness[c] as number) - near;
    const isHole = holes[materialOf[corner / 3] as number] as IsHole | null;
    for (let py = top; py <= bottom; py++) {
      const dx = left + 0.5 - ax;
      const dy = py + 0.5 - ay;
      let weightB = dx * bPerX + dy * bPerY;
      let weightC = dx * cPerX + dy * cPerY;
      const end = py * side + right;
      for (let pixel = py * side + left; pixel <= end; pixel++, weightB += bPerX, weightC += cPerX) {
        if (weightB < TOLERANCE || weightC < TOLERANCE || weightB + weightC > 1 - TOLERANCE) continue;
        const value = near + weightB * nearB + weightC * nearC;
        if (value <= (depth[pixel] as number)) continue;
        if (isHole?.(corner, weightB, weightC, pixel % side, py)) continue;
        depth[pixel] = value;
        visible[pixel] = corner / 3;
      }
    }
  }
  return visible;
}
