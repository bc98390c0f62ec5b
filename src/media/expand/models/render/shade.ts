import { encodeByte, LINEAR_OF_BYTE } from '../mesh/colors.js';
import type { Material } from '../mesh/mesh.js';
import type { Camera } from './camera.js';
import type { Projected } from './project.js';
import type { Scene } from './scene.js';
import { TextureLookup } from './texture-lookup.js';
import type { Texture } from './textures.js';

/** Lights move with the camera: every side is lit alike, the key light from above on the left, the fill light from the right. */
const KEY = normalize([-0.45, 0.65, 0.65]);
const FILL = normalize([0.8, 0.05, 0.4]);
/** Half-way between the key light and the camera. */
const GLOSS = normalize([KEY[0], KEY[1], KEY[2] + 1]);

const STRENGTH = { ambient: 0.34, up: 0.1, key: 0.72, fill: 0.2, gloss: 0.12 };

type Direction = readonly [number, number, number];

/**
 * Colours the pixels at which a triangle is seen.
 * @param pixels RGB, sRGB, rows from the top; the background is there already
 */
export function shade(
  scene: Scene,
  camera: Camera,
  projected: Projected,
  visible: Int32Array,
  pixels: Uint8Array,
): void {
  const side = Math.sqrt(visible.length);
  const { mesh, normals } = scene;
  const { triangles, materialOf, materials, colors, uvs } = mesh;
  const { x, y } = projected;
  const light = new Light(camera);
  const lookup = uvs === null ? null : new TextureLookup(scene, projected, uvs);
  const textures = materials.map(({ texture }) => (texture === null ? undefined : scene.textures.get(texture)));
  const rgb = new Float64Array(3);
  for (let pixel = 0; pixel < visible.length; pixel++) {
    const triangle = visible[pixel] as number;
    if (triangle < 0) continue;
    const corner = 3 * triangle;
    const a = triangles[corner] as number;
    const b = triangles[corner + 1] as number;
    const c = triangles[corner + 2] as number;
    const dx = (pixel % side) + 0.5 - (x[a] as number);
    const dy = Math.floor(pixel / side) + 0.5 - (y[a] as number);
    const bx = (x[b] as number) - (x[a] as number);
    const by = (y[b] as number) - (y[a] as number);
    const cx = (x[c] as number) - (x[a] as number);
    const cy = (y[c] as number) - (y[a] as number);
    const area = bx * cy - cx * by;
    const weightB = (dx * cy - cx * dy) / area;
    const weightC = (bx * dy - dx * by) / area;
    const weightA = 1 - weightB - weightC;

    const index = materialOf[triangle] as number;
    const { color, isUnlit } = materials[index] as Material;
    rgb[0] = color[0];
    rgb[1] = color[1];
    rgb[2] = color[2];
    if (colors !== null) {
      for (let k = 0; k < 3; k++) {
        (rgb[k] as number) *=
          (LINEAR_OF_BYTE[colors[3 * a + k] as number] as number) * weightA +
          (LINEAR_OF_BYTE[colors[3 * b + k] as number] as number) * weightB +
          (LINEAR_OF_BYTE[colors[3 * c + k] as number] as number) * weightC;
      }
    }
    const texture = textures[index];
    if (texture !== undefined && lookup !== null) {
      lookup.find(corner, weightB, weightC);
      multiplyByTexel(rgb, texture, lookup.offsetIn(texture));
    }
    let strength = 1;
    let gloss = 0;
    if (!isUnlit) {
      const n = 3 * corner;
      light.at(
        (normals[n] as number) * weightA + (normals[n + 3] as number) * weightB + (normals[n + 6] as number) * weightC,
        (normals[n + 1] as number) * weightA +
          (normals[n + 4] as number) * weightB +
          (normals[n + 7] as number) * weightC,
        (normals[n + 2] as number) * weightA +
          (normals[n + 5] as number) * weightB +
          (normals[n + 8] as number) * weightC,
      );
      strength = light.strength;
      gloss = light.gloss;
    }
    const to = 3 * pixel;
    pixels[to] = encodeByte((rgb[0] as number) * strength + gloss);
    pixels[to + 1] = encodeByte((rgb[1] as number) * strength + gloss);
    pixels[to + 2] = encodeByte((rgb[2] as number) * strength + gloss);
  }
}

function multiplyByTexel(rgb: Float64Array, { data }: Texture, at: number): void {
  (rgb[0] as number) *= LINEAR_OF_BYTE[data[at] as number] as number;
  (rgb[1] as number) *= LINEAR_OF_BYTE[data[at + 1] as number] as number;
  (rgb[2] as number) *= LINEAR_OF_BYTE[data[at + 2] as number] as number;
}

/** The light on a surface. The result of the last call is in `strength` and `gloss`. */
class Light {
  strength = 0;
  gloss = 0;
  readonly #camera: Camera;

  constructor(camera: Camera) {
    this.#camera = camera;
  }

  /** @param nx the normal in the axes of the file, of any length; 0: the surface is seen as if it faced the camera */
  at(nx: number, ny: number, nz: number): void {
    const { right, up, back } = this.#camera;
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
    let [x, y, z] = [0, 0, 1];
    if (length > 0) {
      x = (nx * right[0] + ny * right[1] + nz * right[2]) / length;
      y = (nx * up[0] + ny * up[1] + nz * up[2]) / length;
      z = (nx * back[0] + ny * back[1] + nz * back[2]) / length;
    }
    // Both sides of a surface are drawn.
    if (z < 0) [x, y, z] = [-x, -y, -z];
    const key = x * KEY[0] + y * KEY[1] + z * KEY[2];
    const fill = x * FILL[0] + y * FILL[1] + z * FILL[2];
    this.strength =
      STRENGTH.ambient + STRENGTH.up * y + STRENGTH.key * Math.max(0, key) + STRENGTH.fill * Math.max(0, fill);
    const shine = x * GLOSS[0] + y * GLOSS[1] + z * GLOSS[2];
    this.gloss = shine > 0.8 ? STRENGTH.gloss * shine ** 48 : 0;
  }
}

function normalize([x, y, z]: Direction): Direction {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}
