import type { Camera } from './camera.js';
import type { Scene } from './scene.js';

/** Half of the angle of view: as of a photo of a thing on a table. */
const HALF_ANGLE = (14 * Math.PI) / 180;

/** The share of the picture's side that the model fills. */
const FILL = 0.88;

/** Vertices in the picture. */
export interface Projected {
  /** In pixels from the left and from the top. */
  x: Float32Array;
  y: Float32Array;
  /** The inverse of the distance, which is linear in the picture; larger is nearer. */
  nearness: Float32Array;
}

/**
 * Projects all vertices in perspective; the model fills the picture, whatever its shape.
 * @param side of the square picture, in pixels
 */
export function project({ mesh, center, radius }: Scene, { right, up, back }: Camera, side: number): Projected {
  const { positions, triangles } = mesh;
  const count = positions.length / 3;
  const [x, y, nearness] = [new Float32Array(count), new Float32Array(count), new Float32Array(count)];
  const scale = 1 / radius;
  const distance = 1 / Math.sin(HALF_ANGLE);
  for (let i = 0; i < count; i++) {
    const px = ((positions[3 * i] as number) - center[0]) * scale;
    const py = ((positions[3 * i + 1] as number) - center[1]) * scale;
    const pz = ((positions[3 * i + 2] as number) - center[2]) * scale;
    const inverse = 1 / (distance - (px * back[0] + py * back[1] + pz * back[2]));
    x[i] = (px * right[0] + py * right[1] + pz * right[2]) * inverse;
    y[i] = -(px * up[0] + py * up[1] + pz * up[2]) * inverse;
    nearness[i] = inverse;
  }
  fillPicture({ x, y, nearness }, triangles, side);
  return { x, y, nearness };
}

/** Scales and moves the picture so that the triangles fill it. */
function fillPicture({ x, y }: Projected, triangles: Uint32Array, side: number): void {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < triangles.length; i++) {
    const vertex = triangles[i] as number;
    const px = x[vertex] as number;
    const py = y[vertex] as number;
    if (px < left) left = px;
    if (px > right) right = px;
    if (py < top) top = py;
    if (py > bottom) bottom = py;
  }
  // A flat model seen from its edge is a line.
  const scale = (FILL * side) / Math.max(right - left, bottom - top, 1e-6);
  const moveX = side / 2 - (scale * (left + right)) / 2;
  const moveY = side / 2 - (scale * (top + bottom)) / 2;
  for (let i = 0; i < x.length; i++) {
    x[i] = (x[i] as number) * scale + moveX;
    y[i] = (y[i] as number) * scale + moveY;
  }
}
