/** Red, green and blue of linear light, 0…1. */
export type Rgb = readonly [number, number, number];

/** The look of some triangles. */
export interface Material {
  /** The colour, and the factor of a texture's and of vertices' colours. */
  color: Rgb;
  /** The share that covers what is behind, 0…1; the alpha of a texture is multiplied by it. */
  opacity: number;
  /** Alpha below which a texture is not there, and from which it is opaque. 0: alpha is ignored; `null`: it is a share, as `opacity` is. */
  alphaCutoff: number | null;
  /** The bytes of an image file, whose colours are multiplied. */
  texture: Uint8Array | null;
  /** Whether its colours are shown as they are, as of a scan whose texture has the light in it. */
  isUnlit: boolean;
}

/** Grey as of plaster: what has no colour of its own. */
export const PLAIN: Material = {
  color: [0.5, 0.51, 0.53],
  opacity: 1,
  alphaCutoff: 0,
  texture: null,
  isUnlit: false,
};

/** White, to be multiplied by a texture's or vertices' colours. */
export const WHITE: Material = { ...PLAIN, color: [1, 1, 1] };

/** The triangles of a model, whatever format they came in. */
export interface Mesh {
  /** x, y, z of every vertex, in the axes of the file. */
  positions: Float32Array;
  /** Three vertices of every triangle. */
  triangles: Uint32Array;
  /** The index into `materials` of every triangle. */
  materialOf: Uint16Array;
  materials: readonly Material[];
  /** u, v of every corner (six a triangle); v grows downwards in the texture. */
  uvs: Float32Array | null;
  /** Red, green, blue of every vertex, sRGB. */
  colors: Uint8Array | null;
  /** x, y, z of the normal at every corner (nine a triangle) in units of 1/32767; 0, 0, 0: not given. */
  normals: Int16Array | null;
  /** The axis that points up. */
  up: UpAxis;
}

/** The axes of a file that may point up. */
export type UpAxis = 'y' | 'z';
