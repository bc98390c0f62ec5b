import type { Material as GltfMaterial, Texture, TextureInfo } from '@gltf-transform/core';
import type { PBRSpecularGlossiness, Transform as TextureTransform } from '@gltf-transform/extensions';
import { type Material, PLAIN, type Rgb } from '../mesh/mesh.js';

/** A material and how its texture lies on a part. */
export interface GltfLook {
  material: Material;
  /** The number of the texture coordinates. */
  texCoord: number;
  /** Moves texture coordinates in place. */
  transformUv(uv: number[]): void;
}

const PLAIN_LOOK: GltfLook = { material: PLAIN, texCoord: 0, transformUv: () => {} };

/** Translates materials, each once. */
export class MaterialReader {
  readonly #looks = new Map<GltfMaterial, GltfLook>();

  read(material: GltfMaterial | null): GltfLook {
    if (material === null) return PLAIN_LOOK;
    let look = this.#looks.get(material);
    if (look === undefined) {
      look = translate(material);
      this.#looks.set(material, look);
    }
    return look;
  }
}

function translate(source: GltfMaterial): GltfLook {
  const { factor, texture, info } = findBase(source);
  const [red = 1, green = 1, blue = 1, alpha = 1] = factor;
  const mode = source.getAlphaMode();
  const isUnlit = source.getExtension('KHR_materials_unlit') !== null;
  const color: Rgb = [red, green, blue];
  const glow = source.getEmissiveFactor();
  const isGlowing =
    texture === null && color.every((channel) => channel < 0.02) && glow.some((channel) => channel > 0.1);
  return {
    material: {
      color: isGlowing ? glow : color,
      opacity: mode === 'OPAQUE' ? 1 : alpha,
      alphaCutoff: mode === 'BLEND' ? null : mode === 'MASK' ? source.getAlphaCutoff() : 0,
      texture: texture?.getImage() ?? null,
      isUnlit: isUnlit || isGlowing,
    },
    texCoord: info?.getTexCoord() ?? 0,
    transformUv: createUvTransform(info),
  };
}

/** Older programs write the colour into an extension alone. */
function findBase(source: GltfMaterial): {
  factor: readonly number[];
  texture: Texture | null;
  info: TextureInfo | null;
} {
  const older = source.getExtension<PBRSpecularGlossiness>('KHR_materials_pbrSpecularGlossiness');
  if (older !== null && source.getBaseColorTexture() === null) {
    return {
      factor: older.getDiffuseFactor(),
      texture: older.getDiffuseTexture(),
      info: older.getDiffuseTextureInfo(),
    };
  }
  return {
    factor: source.getBaseColorFactor(),
    texture: source.getBaseColorTexture(),
    info: source.getBaseColorTextureInfo(),
  };
}

function createUvTransform(info: TextureInfo | null): GltfLook['transformUv'] {
  const transform = info?.getExtension<TextureTransform>('KHR_texture_transform') ?? null;
  if (transform === null) return () => {};
  const [offsetU, offsetV] = transform.getOffset();
  const [scaleU, scaleV] = transform.getScale();
  const [cos, sin] = [Math.cos(transform.getRotation()), Math.sin(transform.getRotation())];
  return (uv) => {
    const [u, v] = [(uv[0] as number) * scaleU, (uv[1] as number) * scaleV];
    uv[0] = cos * u + sin * v + offsetU;
    uv[1] = cos * v - sin * u + offsetV;
  };
}
