import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mesh } from '#src/media/expand/models/mesh/mesh.js';
import { readModel } from '#src/media/expand/models/read-model.js';
import { type ModelFormat, recogniseModel } from '#src/media/identify/recognise-model.js';
import { makeCompressedGltf } from '../../../support/models/compressed-gltf.js';
import { describeShape, toEmbeddedGltf, toGlb } from '../../../support/models/gltf-files.js';
import {
  makeCube,
  makeSphere,
  type Shape,
  toBinaryStl,
  toObj,
  toPly,
  toTextStl,
} from '../../../support/models/shapes.js';
import { runs } from '../../../support/runner/form.js';

const FORMATS: Record<string, [format: ModelFormat, write: (shape: Shape) => Buffer]> = {
  'binary STL': ['stl', toBinaryStl],
  'STL as text': ['stl', toTextStl],
  OBJ: ['obj', (shape) => toObj(shape)],
  'PLY as text': ['ply', (shape) => toPly(shape, 'ascii')],
  'binary PLY': ['ply', (shape) => toPly(shape, 'little')],
  'binary PLY, big-endian': ['ply', (shape) => toPly(shape, 'big')],
  GLB: ['glb', (shape) => toGlb(describeShape(shape))],
  'glTF with data URIs': ['gltf', (shape) => toEmbeddedGltf(describeShape(shape))],
};

/** The corners of all triangles, one after the other. */
function listCorners({
  positions,
  triangles,
}: {
  positions: ArrayLike<number>;
  triangles: ArrayLike<number>;
}): number[] {
  return Array.from(triangles).flatMap((vertex) => [0, 1, 2].map((axis) => positions[3 * vertex + axis] as number));
}

const shapes: fc.Arbitrary<Shape> = fc.integer({ min: 1, max: 40 }).chain((count) =>
  fc.record({
    positions: fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
      minLength: 3 * count,
      maxLength: 3 * count,
    }),
    triangles: fc
      .array(fc.integer({ min: 0, max: count - 1 }), { minLength: 3, maxLength: 120 })
      .map((corners) => corners.slice(0, corners.length - (corners.length % 3))),
  }),
);

describe.each(Object.entries(FORMATS))('%s', (_, [format, write]) => {
  it('has the triangles that were written', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const file = write(shape);
        expect(recogniseModel(file)).toBe(format);
        const corners = listCorners(await readModel(file, format, null));
        const written = listCorners(shape).map(Math.fround);
        // Text is read to single precision: the last bit may differ.
        expect(corners).toHaveLength(written.length);
        for (const [i, value] of written.entries()) {
          expect(Math.abs((corners[i] as number) - value)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -22 + 1e-44);
        }
      }),
      { numRuns: runs(200) },
    );
  });

  it.runIf(format !== 'stl')('has the colours of its vertices', async () => {
    const cube = makeCube();
    const { colors, triangles } = await readModel(write(cube), format, null);
    const written = cube.triangles.map((vertex) => cube.colors?.slice(3 * vertex, 3 * vertex + 3));
    const read = [...triangles].map((vertex) => [...(colors ?? []).slice(3 * vertex, 3 * vertex + 3)]);
    expect(read).toEqual(written);
  });

  it('is refused with a code wherever it ends', async () => {
    const file = write(makeCube());
    const codes = new Set<string>();
    for (let length = 0; length < file.length; length += 7) {
      await readModel(file.subarray(0, length), format, null).then(
        () => codes.add('read'),
        (error) => codes.add(error.code),
      );
    }
    expect([...codes].filter((code) => !['read', 'damaged-image', 'unsupported-format'].includes(code))).toEqual([]);
    expect(codes).toContain('damaged-image');
  });
});

describe('compressed glTF', () => {
  it.each(['draco', 'meshopt'] as const)('by %s has the triangles of the one that is not', async (method) => {
    const sphere = makeSphere(8);
    const { positions, triangles } = await readModel(await makeCompressedGltf(sphere, method), 'glb', null);
    // Draco leaves out the triangles without an area at the poles; both round positions.
    expect(triangles.length).toBeGreaterThanOrEqual(sphere.triangles.length - 3 * 16);
    for (let i = 0; i < positions.length; i += 3) {
      expect(Math.hypot(...positions.slice(i, i + 3))).toBeCloseTo(1, 2);
    }
  });
});

describe('OBJ', () => {
  const read = (text: string): Promise<Mesh> => readModel(Buffer.from(text), 'obj', null);

  it('has polygons, indices from the end, textures and normals, and lines that go on', async () => {
    const mesh = await read(
      'v 0 0 0\nv 1 0 0\nv 1 1 0\r\nv 0 1 0 # a comment\nvt 0 0\nvt 1 0\nvt 1 1\nvn 0 0 2\nf -4/1/1 -3/2/1 \\\n -2/3/1 -1//1\n',
    );
    expect([...mesh.triangles]).toEqual([0, 1, 2, 0, 2, 3]);
    expect([...(mesh.uvs ?? [])]).toEqual([0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0]);
    expect([...(mesh.normals ?? [])].slice(0, 3)).toEqual([0, 0, 32767]);
  });

  it.each(['f 1 2 4', 'f 0 1 2', 'f -4 1 2'])('is refused with a vertex that is not there: %s', async (face) => {
    await expect(read(`v 0 0 0\nv 1 0 0\nv 1 1 0\n${face}\n`)).rejects.toMatchObject({ code: 'damaged-image' });
  });

  it('reads numbers in every notation', async () => {
    const { positions } = await read(
      'v 1e3 -2.5E-2 +.5\nv 123456789012345678901234567890 0.1 1.\nv 7 8 9 1.0\nf 1 2 3\n',
    );
    const expected = [1000, -0.025, 0.5, 1.2345678901234568e29, 0.1, 1, 7, 8, 9].map(Math.fround);
    expect([...positions]).toEqual(expected);
  });
});

describe('PLY', () => {
  it('has properties of every type, in any order, and elements that are none of a mesh', async () => {
    const header =
      'ply\nformat ascii 1.0\nelement material 1\nproperty list uchar float numbers\nelement vertex 3\nproperty double z\nproperty short nothing\nproperty float x\nproperty float y\nelement face 1\nproperty uchar flags\nproperty list uint uint vertex_index\nend_header\n';
    const mesh = await readModel(
      Buffer.from(`${header}2 0.5 0.5\n3 9 1 2\n6 9 4 5\n9 9 7 8\n1 3 0 1 2\n`),
      'ply',
      null,
    );
    expect([...mesh.positions]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('is quoted in printable characters where it is damaged', async () => {
    const file = Buffer.from(`ply\nformat \x1b]0;title\x07${'x'.repeat(5000)} 1.0\nend_header\n`);
    await expect(readModel(file, 'ply', null)).rejects.toThrow(/^[ -~]{20,250}$/);
  });

  it('of points without surfaces is refused with the reason', async () => {
    const cloud =
      'ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nproperty float y\nproperty float z\nend_header\n1 2 3\n';
    await expect(readModel(Buffer.from(cloud), 'ply', null)).rejects.toThrow(/no surfaces/);
  });
});
