import type { Accessor, Skin } from '@gltf-transform/core';

/** Moves points and directions of a part to where it is in the scene, in place. */
export interface Transform {
  /** @param vertex its index, on which a skinned part's place depends */
  point(point: number[], vertex: number): void;
  normal(normal: number[], vertex: number): void;
}

/** A matrix in columns. */
type Matrix = ArrayLike<number>;

/** @param m 4 × 4, in columns */
export function toTransform(m: Matrix): Transform {
  const n = cofactors(m);
  return { point: (p) => multiply(m, p, 1), normal: (d) => multiply(n, d, 0) };
}

/** The pose of rest of a part that bones move. */
export function createSkinning(skin: Skin, joints: Accessor, weights: Accessor): Transform {
  const inverse = skin.getInverseBindMatrices();
  const bones = skin.listJoints().map((joint, i) => {
    const world = joint.getWorldMatrix();
    const bind = inverse !== null && i < inverse.getCount() ? inverse.getElement(i, []) : null;
    return bind === null ? world : product(world, bind);
  });
  const blended = new Float64Array(16);
  const joint = [0, 0, 0, 0];
  const weight = [0, 0, 0, 0];
  const blend = (vertex: number): Matrix => {
    blended.fill(0);
    if (vertex < joints.getCount() && vertex < weights.getCount()) {
      joints.getElement(vertex, joint);
      weights.getElement(vertex, weight);
      for (let k = 0; k < 4; k++) {
        const bone = bones[joint[k] as number];
        if (bone !== undefined)
          for (let i = 0; i < 16; i++) (blended[i] as number) += (weight[k] as number) * (bone[i] as number);
      }
    }
    return blended;
  };
  return {
    point: (p, vertex) => multiply(blend(vertex), p, 1),
    normal: (d, vertex) => multiply(cofactors(blend(vertex)), d, 0),
  };
}

/** @param w 1 for points, 0 for directions */
function multiply(m: Matrix, p: number[], w: 0 | 1): void {
  const [x, y, z] = p as [number, number, number];
  for (let row = 0; row < 3; row++) {
    p[row] = at(m, row) * x + at(m, 4 + row) * y + at(m, 8 + row) * z + at(m, 12 + row) * w;
  }
}

/** The matrix that transforms normals: the transposed inverse, up to a factor, which scales that differ by direction need. */
function cofactors(m: Matrix): Matrix {
  const minor = (a: number, b: number, c: number, d: number) => at(m, a) * at(m, d) - at(m, b) * at(m, c);
  return [
    ...[minor(5, 6, 9, 10), -minor(4, 6, 8, 10), minor(4, 5, 8, 9), 0],
    ...[-minor(1, 2, 9, 10), minor(0, 2, 8, 10), -minor(0, 1, 8, 9), 0],
    ...[minor(1, 2, 5, 6), -minor(0, 2, 4, 6), minor(0, 1, 4, 5), 0],
    ...[0, 0, 0, 0],
  ];
}

function product(a: Matrix, b: Matrix): Matrix {
  return Array.from({ length: 16 }, (_, i) => {
    const [row, column] = [i % 4, i - (i % 4)];
    let sum = 0;
    for (let k = 0; k < 4; k++) sum += at(a, 4 * k + row) * at(b, column + k);
    return sum;
  });
}

function at(m: Matrix, i: number): number {
  return m[i] as number;
}
