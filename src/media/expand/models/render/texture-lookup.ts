import type { Projected } from './project.js';
import type { Scene } from './scene.js';
import type { Texture } from './textures.js';

/** Finds the place in a texture at a point of a triangle. The result of the last call is in `u` and `v`. */
export class TextureLookup {
  u = 0;
  v = 0;
  readonly #uvs: Float32Array;
  readonly #triangles: Uint32Array;
  readonly #nearness: Float32Array;

  constructor({ mesh }: Scene, { nearness }: Projected, uvs: Float32Array) {
    this.#uvs = uvs;
    this.#triangles = mesh.triangles;
    this.#nearness = nearness;
  }

  /**
   * @param corner the first of the triangle
   * @param weightB of the second corner in the picture; of the third one, `weightC`
   */
  find(corner: number, weightB: number, weightC: number): void {
    // A value that is linear in space is linear in the picture when it is divided by the distance.
    const a = (1 - weightB - weightC) * (this.#nearness[this.#triangles[corner] as number] as number);
    const b = weightB * (this.#nearness[this.#triangles[corner + 1] as number] as number);
    const c = weightC * (this.#nearness[this.#triangles[corner + 2] as number] as number);
    const scale = 1 / (a + b + c);
    const uvs = this.#uvs;
    const at = 2 * corner;
    this.u = (a * (uvs[at] as number) + b * (uvs[at + 2] as number) + c * (uvs[at + 4] as number)) * scale;
    this.v = (a * (uvs[at + 1] as number) + b * (uvs[at + 3] as number) + c * (uvs[at + 5] as number)) * scale;
  }

  /** Where the texel's red is in a texture's data; textures are repeated beyond 0…1. */
  offsetIn({ width, height }: Texture): number {
    const column = Math.min(width - 1, ((this.u - Math.floor(this.u)) * width) | 0);
    const row = Math.min(height - 1, ((this.v - Math.floor(this.v)) * height) | 0);
    return 4 * (row * width + column);
  }
}
