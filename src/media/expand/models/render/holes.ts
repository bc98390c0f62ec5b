import type { Projected } from './project.js';
import type { Scene } from './scene.js';
import { TextureLookup } from './texture-lookup.js';

/** Whether what is behind shows at a point of a triangle; see {@link TextureLookup.find}. */
export type IsHole = (corner: number, weightB: number, weightC: number, x: number, y: number) => boolean;

/** Thresholds in an order that spreads them (Bayer, 1973): half transparent means a hole in every second of the small pixels. */
const PATTERN = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5].map((rank) => (rank + 0.5) / 16);

/** Glass is seen, too. */
const LEAST_OPACITY = 0.3;

/** Transparency as holes, which need no order of drawing. @returns `null` for a material that is opaque everywhere */
export function createHoles(scene: Scene, projected: Projected, index: number): IsHole | null {
  const { opacity, alphaCutoff, texture } = scene.mesh.materials[index] ?? {};
  if (opacity === undefined) return null;
  const pixels = texture ? scene.textures.get(texture) : undefined;
  const { uvs } = scene.mesh;
  const hasAlpha = alphaCutoff !== 0 && uvs !== null && pixels !== undefined && isTransparent(pixels.data);
  const share = Math.max(LEAST_OPACITY, opacity);
  if (!hasAlpha) return opacity < 1 ? (_corner, _b, _c, x, y) => isOpen(share, x, y) : null;
  const lookup = new TextureLookup(scene, projected, uvs);
  return (corner, weightB, weightC, x, y) => {
    lookup.find(corner, weightB, weightC);
    const alpha = (pixels.data[lookup.offsetIn(pixels) + 3] as number) / 255;
    return alphaCutoff === null ? isOpen(alpha * share, x, y) : alpha * opacity < (alphaCutoff as number);
  };
}

function isOpen(opacity: number, x: number, y: number): boolean {
  return opacity < (PATTERN[(y & 3) * 4 + (x & 3)] as number);
}

function isTransparent(rgba: Uint8Array): boolean {
  for (let i = 3; i < rgba.length; i += 4) if (rgba[i] !== 255) return true;
  return false;
}
