import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type Mesh, PLAIN } from '#src/media/expand/models/mesh/mesh.js';
import { readModel } from '#src/media/expand/models/read-model.js';
import { type Rendering, renderView } from '#src/media/expand/models/render/render-view.js';
import { prepareScene } from '#src/media/expand/models/render/scene.js';
import { smoothNormals } from '#src/media/expand/models/render/smooth-normals.js';
import { weldVertices } from '#src/media/expand/models/render/weld.js';
import { VIEWS } from '#src/media/expand/models/views.js';
import { describeShape, toGlb } from '../../../support/models/gltf-files.js';
import { makeCube, makeSphere, type Shape, toBinaryStl, toObj, toPly } from '../../../support/models/shapes.js';

const EDGE = 64;

async function draw(mesh: Mesh | Promise<Mesh>, view: string, level = false): Promise<Rendering> {
  const { yaw, pitch } = VIEWS.find(({ label }) => label === view) ?? { yaw: 0, pitch: 0 };
  return renderView(await prepareScene(await mesh, 256), { yaw, pitch: level ? 0 : pitch }, EDGE);
}

/** Red, green, blue at a place in 0…1. */
function pixelAt({ data, width, height }: Rendering, x: number, y: number): number[] {
  const at = 3 * (Math.floor(y * height) * width + Math.floor(x * width));
  return [...data.subarray(at, at + 3)];
}

/** Which colours are strong. */
const name = (rgb: number[]) => rgb.map((value) => (value > 120 ? '1' : '0')).join('');

const cube = () => readModel(toGlb(describeShape(makeCube())), 'glb', null);

describe('a cube whose sides have colours', () => {
  it.each([
    ['front', '100'],
    ['right', '001'],
    ['back', '010'],
    ['left', '110'],
    ['above', '101'],
  ])('shows that of its side from %s', async (view, color) => {
    const rendering = await draw(cube(), view, view !== 'above');
    expect(name(pixelAt(rendering, 0.5, 0.5))).toBe(color);
    // Around it, the light background.
    for (const [x, y] of [
      [0.02, 0.5],
      [0.98, 0.5],
      [0.5, 0.02],
      [0.5, 0.98],
    ] as const) {
      expect(Math.min(...pixelAt(rendering, x, y))).toBeGreaterThan(200);
    }
  });

  it('shows its bottom from below', async () => {
    const rendering = renderView(await prepareScene(await cube(), 256), { yaw: 0, pitch: -90 }, EDGE);
    expect(name(pixelAt(rendering, 0.5, 0.5))).toBe('011');
  });

  it('shows its top from a little above', async () => {
    const rendering = await draw(cube(), 'front');
    expect(name(pixelAt(rendering, 0.5, 0.15))).toBe('101');
    expect(name(pixelAt(rendering, 0.5, 0.6))).toBe('100');
  });

  it('stands upright in formats whose z points up: the front is −y', async () => {
    const rendering = await draw(readModel(toPly(makeCube(), 'little'), 'ply', null), 'front', true);
    expect(name(pixelAt(rendering, 0.5, 0.5))).toBe('011');
  });

  it('fills the picture whatever its size and place', async () => {
    const { positions, ...rest } = makeCube(3e-7);
    const moved = { ...rest, positions: positions.map((value, i) => value + (i % 3 === 0 ? 1e-5 : 0)) };
    const rendering = await draw(readModel(toObj(moved), 'obj', null), 'front', true);
    expect(name(pixelAt(rendering, 0.1, 0.5))).toBe('100');
    expect(name(pixelAt(rendering, 0.9, 0.5))).toBe('100');
  });
});

describe('a texture', () => {
  /** A square that faces the front, with a texture of four colours: red and green above, blue and white below. */
  async function square(material: object = {}, rgba?: number[]): Promise<Mesh> {
    const pixels = rgba ?? [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255];
    const image = await sharp(Buffer.from(pixels), { raw: { width: 2, height: 2, channels: 4 } })
      .png()
      .toBuffer();
    const { json, bin } = describeShape({
      positions: [-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0],
      triangles: [0, 1, 2, 0, 2, 3],
    });
    const uvs = Buffer.from(Float32Array.from([0, 1, 1, 1, 1, 0, 0, 0]).buffer);
    const parts = Buffer.concat([bin, uvs, image]);
    json.bufferViews.push(
      { buffer: 0, byteOffset: bin.length, byteLength: uvs.length },
      { buffer: 0, byteOffset: bin.length + uvs.length, byteLength: image.length },
    );
    json.accessors.push({ bufferView: 2, componentType: 5126, type: 'VEC2', count: 4 });
    json.meshes[0].primitives[0].attributes.TEXCOORD_0 = 2;
    json.meshes[0].primitives[0].material = 0;
    json.images = [{ bufferView: 3, mimeType: 'image/png' }];
    json.textures = [{ source: 0 }];
    json.materials = [{ pbrMetallicRoughness: { baseColorTexture: { index: 0 } }, ...material }];
    return readModel(toGlb({ json, bin: parts }), 'glb', null);
  }

  const CORNERS = [
    [0.25, 0.25],
    [0.75, 0.25],
    [0.25, 0.75],
    [0.75, 0.75],
  ] as const;

  it('lies the right way round', async () => {
    const rendering = await draw(square(), 'front', true);
    expect(CORNERS.map(([x, y]) => name(pixelAt(rendering, x, y)))).toEqual(['100', '010', '001', '111']);
  });

  it('is mirrored from behind', async () => {
    const rendering = await draw(square(), 'back', true);
    expect(CORNERS.map(([x, y]) => name(pixelAt(rendering, x, y)))).toEqual(['010', '100', '111', '001']);
  });

  it('has holes where its material says so', async () => {
    const holes = [255, 0, 0, 0, 0, 255, 0, 255, 0, 0, 255, 255, 255, 0, 0, 255];
    const seen = async (alphaMode: string) => {
      const rendering = await draw(square({ alphaMode }, holes), 'front', true);
      return Math.min(...pixelAt(rendering, 0.25, 0.25));
    };
    // The background shows, or not.
    expect(await seen('MASK')).toBeGreaterThan(200);
    expect(await seen('BLEND')).toBeGreaterThan(200);
    expect(await seen('OPAQUE')).toBeLessThan(50);
  });

  it('that cannot be decoded is left out', async () => {
    const mesh = await square();
    const [material = PLAIN] = mesh.materials;
    const broken = { ...mesh, materials: [{ ...material, texture: Buffer.from('no image') }] };
    expect(name(pixelAt(await draw(broken, 'front', true), 0.25, 0.25))).toBe('111');
  });
});

describe('normals', () => {
  /** Of every corner, as unit vectors. */
  async function normalsOf(shape: Shape): Promise<{ mesh: Mesh; normals: number[][] }> {
    const mesh = await readModel(toBinaryStl(shape), 'stl', null);
    const flat = [...smoothNormals(mesh)].map((value) => value / 32767);
    return { mesh, normals: Array.from({ length: flat.length / 3 }, (_, i) => flat.slice(3 * i, 3 * i + 3)) };
  }

  it('of a sphere point away from its middle, although its triangles share no vertices', async () => {
    const { mesh, normals } = await normalsOf(makeSphere(24));
    const worst = normals.map((normal, corner) => {
      const at = 3 * (mesh.triangles[corner] as number);
      return normal.reduce((sum, value, axis) => sum + value * (mesh.positions[at + axis] as number), 0);
    });
    // Triangles without an area, at the poles, have none.
    expect(worst.filter((cosine) => cosine !== 0).every((cosine) => cosine > 0.99)).toBe(true);
  });

  it('of a cube are those of its sides: it has edges', async () => {
    const { normals } = await normalsOf(makeCube());
    expect(normals.every((normal) => normal.filter((value) => Math.abs(value) > 0.999).length === 1)).toBe(true);
  });

  it('are computed in bounded time where thousands of triangles meet in a point', async () => {
    const count = 60_000;
    const positions = [0, 1, 0];
    const triangles: number[] = [];
    for (let i = 0; i < count; i++) {
      positions.push(Math.sin((2 * Math.PI * i) / count), 0, Math.cos((2 * Math.PI * i) / count));
      triangles.push(0, 1 + i, 1 + ((i + 1) % count));
    }
    const started = process.cpuUsage();
    await normalsOf({ positions, triangles });
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(5);
  });

  it('weld vertices at the same place, and no others', () => {
    expect([...weldVertices(Float32Array.from([0, 0, 0, 1, 0, 0, -0, 0, 0, 1, 0, 0.001, 1, 0, 0]))]).toEqual([
      0, 1, 0, 3, 1,
    ]);
  });
});

describe('positions that are no numbers', () => {
  it('leave out their triangles', async () => {
    const mesh = await cube();
    mesh.positions.fill(Number.NaN, 0, 3);
    const rendering = await draw(mesh, 'right', true);
    expect(name(pixelAt(rendering, 0.5, 0.5))).toBe('001');
  });

  it('everywhere are refused', async () => {
    const mesh = await cube();
    mesh.positions.fill(Number.NaN);
    await expect(prepareScene(mesh, 256)).rejects.toMatchObject({ code: 'damaged-image' });
  });
});

it('layers without an end are refused', async () => {
  const layers = 40_000;
  const shape: Shape = { positions: [-1, -1, 0, 1, -1, 0, 0, 1, 0], triangles: [] };
  for (let i = 0; i < layers; i++) shape.triangles.push(0, 1, 2);
  await expect(draw(readModel(toObj(shape), 'obj', null), 'front', true)).rejects.toMatchObject({
    code: 'image-too-large',
  });
});
