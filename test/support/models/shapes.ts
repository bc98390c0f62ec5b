/** Small meshes and their files in every format. */

/** Triangles with a colour at every vertex. */
export interface Shape {
  /** x, y, z of every vertex. */
  positions: number[];
  triangles: number[];
  /** Red, green, blue of every vertex, 0…255; absent: none. */
  colors?: number[];
}

/** Corners of a cube around the origin; each side has four vertices of its own and a colour. */
export function makeCube(half = 1): Shape {
  const cube: Required<Shape> = { positions: [], triangles: [], colors: [] };
  const sides: [axis: number, sign: 1 | -1, color: number[]][] = [
    [2, 1, [255, 0, 0]],
    [2, -1, [0, 255, 0]],
    [0, 1, [0, 0, 255]],
    [0, -1, [255, 255, 0]],
    [1, 1, [255, 0, 255]],
    [1, -1, [0, 255, 255]],
  ];
  for (const [axis, sign, color] of sides) {
    const first = cube.positions.length / 3;
    for (const [u, v] of [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ] as const) {
      const corner = [0, 0, 0];
      corner[axis] = sign * half;
      // Counter-clockwise from outside.
      corner[(axis + 1) % 3] = u * half * sign;
      corner[(axis + 2) % 3] = v * half;
      cube.positions.push(...corner);
      cube.colors.push(...color);
    }
    cube.triangles.push(first, first + 1, first + 2, first, first + 2, first + 3);
  }
  return cube;
}

/** A sphere of `2 * steps²` triangles. */
export function makeSphere(steps: number, radius = 1): Shape {
  const sphere: Shape = { positions: [], triangles: [] };
  for (let row = 0; row <= steps; row++) {
    for (let column = 0; column <= steps; column++) {
      const [a, b] = [(Math.PI * row) / steps, (2 * Math.PI * column) / steps];
      sphere.positions.push(
        radius * Math.sin(a) * Math.sin(b),
        radius * Math.cos(a),
        radius * Math.sin(a) * Math.cos(b),
      );
    }
  }
  const at = (row: number, column: number) => row * (steps + 1) + column;
  for (let row = 0; row < steps; row++) {
    for (let column = 0; column < steps; column++) {
      sphere.triangles.push(at(row, column), at(row + 1, column), at(row + 1, column + 1));
      sphere.triangles.push(at(row, column), at(row + 1, column + 1), at(row, column + 1));
    }
  }
  return sphere;
}

const chunk = (values: number[], size: number) =>
  Array.from({ length: values.length / size }, (_, i) => values.slice(size * i, size * (i + 1)));

export function toBinaryStl({ positions, triangles }: Shape): Buffer {
  const file = Buffer.alloc(84 + (50 * triangles.length) / 3);
  file.writeUInt32LE(triangles.length / 3, 80);
  for (const [i, vertex] of triangles.entries()) {
    const at = 84 + 50 * Math.floor(i / 3) + 12 + 12 * (i % 3);
    for (let k = 0; k < 3; k++) file.writeFloatLE(positions[3 * vertex + k] as number, at + 4 * k);
  }
  return file;
}

export function toTextStl({ positions, triangles }: Shape): Buffer {
  const points = chunk(positions, 3);
  const facets = chunk(triangles, 3).map((corners) => {
    const lines = corners.map((vertex) => `      vertex ${points[vertex]?.join(' ')}\n`);
    return `  facet normal 0 0 0\n    outer loop\n${lines.join('')}    endloop\n  endfacet\n`;
  });
  return Buffer.from(`solid shape\n${facets.join('')}endsolid shape\n`);
}

/** @param extra lines at the beginning, and what follows a vertex's number in a face */
export function toObj({ positions, triangles, colors }: Shape, extra = ''): Buffer {
  const shades = chunk(
    (colors ?? []).map((value) => value / 255),
    3,
  );
  const vertices = chunk(positions, 3).map((point, i) => `v ${[...point, ...(shades[i] ?? [])].join(' ')}\n`);
  const faces = chunk(triangles, 3).map((corners) => `f ${corners.map((vertex) => vertex + 1).join(' ')}\n`);
  return Buffer.from(`# a shape\n${extra}${vertices.join('')}${faces.join('')}`);
}

/** @param form of the data */
export function toPly({ positions, triangles, colors }: Shape, form: 'ascii' | 'little' | 'big'): Buffer {
  const shades = chunk(colors ?? [], 3);
  const points = chunk(positions, 3);
  const faces = chunk(triangles, 3);
  const header = [
    'ply',
    `format ${form === 'ascii' ? 'ascii' : `binary_${form}_endian`} 1.0`,
    'comment a shape',
    `element vertex ${points.length}`,
    ...['x', 'y', 'z'].map((name) => `property float ${name}`),
    ...(colors ? ['red', 'green', 'blue'].map((name) => `property uchar ${name}`) : []),
    `element face ${faces.length}`,
    'property list uchar int vertex_indices',
    'end_header',
  ];
  const head = Buffer.from(`${header.join('\n')}\n`);
  if (form === 'ascii') {
    const rows = [...points.map((point, i) => [...point, ...(shades[i] ?? [])]), ...faces.map((face) => [3, ...face])];
    return Buffer.concat([head, Buffer.from(rows.map((row) => `${row.join(' ')}\n`).join(''))]);
  }
  const float = (value: number) => {
    const bytes = Buffer.alloc(4);
    if (form === 'big') bytes.writeFloatBE(value);
    else bytes.writeFloatLE(value);
    return bytes;
  };
  const whole = (value: number) => {
    const bytes = Buffer.alloc(4);
    if (form === 'big') bytes.writeInt32BE(value);
    else bytes.writeInt32LE(value);
    return bytes;
  };
  return Buffer.concat([
    head,
    ...points.flatMap((point, i) => [...point.map(float), Buffer.from(shades[i] ?? [])]),
    ...faces.flatMap((face) => [Buffer.from([3]), ...face.map(whole)]),
  ]);
}
