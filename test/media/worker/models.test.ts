// 3D models in the decoding process: views as frames.
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MediaPool } from '#src/media/worker/media-pool.js';
import type { PreparedFrame } from '#src/media/worker/media-process.js';
import type { ImageSpec } from '#src/model/image-spec.js';
import { describeShape, toGlb } from '../../support/models/gltf-files.js';
import { makeCube, toObj } from '../../support/models/shapes.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

const SPEC: ImageSpec = { size: 64, fit: 'crop', kernel: 'cubic' };
const LABELS = ['front', 'right', 'back', 'left', 'above'];

const folder = makeTemporaryFolder();

function write(name: string, bytes: Uint8Array | string): { path: string } {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return { path };
}

/** Which colours are strong in the middle of a square. */
function middle(pixels: Uint8Array, size: number): string {
  const at = 3 * ((size / 2) * size + size / 2);
  return [...pixels.subarray(at, at + 3)].map((value) => (value > 120 ? '1' : '0')).join('');
}

describe('a 3D model', () => {
  let media: MediaPool;
  beforeAll(() => {
    media = new MediaPool({ processes: 1 });
  });
  afterAll(() => media.close());

  async function collect(source: { path: string } | { bytes: Uint8Array }, after?: number) {
    const frames: PreparedFrame[] = [];
    const content = await media.prepare(source, {
      specs: [SPEC],
      ...(after === undefined ? {} : { after: () => ({ ordinal: after, atMs: null, page: null }) }),
      onFrame: (frame) => void frames.push(frame),
    });
    return { content, frames };
  }

  it('is five views of one size, each with its name', async () => {
    const { content, frames } = await collect(write('cube.glb', toGlb(describeShape(makeCube()))));
    expect(content.content).toEqual({ format: 'glb', mediaType: 'model/gltf-binary' });
    expect(frames.map(({ label }) => label)).toEqual(LABELS);
    expect(frames.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2, 3, 4]);
    for (const { kind, atMs, page, width, height } of frames)
      expect({ kind, atMs, page, width, height }).toEqual({
        kind: 'view',
        atMs: null,
        page: null,
        width: 1024,
        height: 1024,
      });
    expect(frames.map(({ pixels: [square] }) => middle(square as Uint8Array, 64))).toEqual([
      '100',
      '001',
      '010',
      '110',
      '101',
    ]);
  });

  it('goes on behind the views that are stored', async () => {
    const { frames } = await collect({ bytes: toGlb(describeShape(makeCube())) }, 2);
    expect(frames.map(({ label, ordinal }) => [label, ordinal])).toEqual([
      ['left', 3],
      ['above', 4],
    ]);
  });

  it('has a thumbnail of every view', async () => {
    const source = write('thumbnail.glb', toGlb(describeShape(makeCube())));
    for (const [edge, label, color] of [
      [256, 'back', '010'],
      [2000, 'above', '101'],
    ] as const) {
      const place = { ordinal: LABELS.indexOf(label), kind: 'view' as const, atMs: null, page: null, label };
      const image = sharp(await media.thumbnail(source, edge, 'webp', place));
      const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
      expect(info.width).toBe(Math.min(edge, 1024));
      expect(middle(data, info.width)).toBe(color);
    }
  });

  it('has the textures beside it', async () => {
    mkdirSync(join(folder, 'images'), { recursive: true });
    const pixels = { create: { width: 4, height: 4, channels: 3, background: '#00ff00' } } as const;
    await sharp(pixels)
      .png()
      .toFile(join(folder, 'images', 'green one.png'));
    write('square.mtl', 'newmtl paint\nKd 0 0 0\nmap_Kd -s 1 1 1 images\\green one.png\n');
    const square =
      'mtllib square.mtl\nusemtl paint\nv -1 -1 0\nv 1 -1 0\nv 1 1 0\nv -1 1 0\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\nf 1/1 2/2 3/3 4/4\n';
    const { frames } = await collect(write('square.obj', square));
    expect(middle(frames[0]?.pixels[0] as Uint8Array, 64)).toBe('010');
    // The same bytes without a file have nothing beside them.
    const { frames: alone } = await collect({ bytes: Buffer.from(square) });
    expect(middle(alone[0]?.pixels[0] as Uint8Array, 64)).toBe('111');
  });

  it('that lacks a part is refused by name', async () => {
    const { json } = describeShape(makeCube());
    json.buffers[0].uri = 'cube.bin';
    await expect(collect(write('lacking.gltf', JSON.stringify(json)))).rejects.toMatchObject({
      code: 'damaged-image',
      message: 'The model lacks a part: there is no file "cube.bin" in its folder.',
    });
  });

  it('asks no host for the parts that it names', async () => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests++;
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const { json } = describeShape(makeCube());
      json.buffers[0].uri = `${host}/cube.bin`;
      await expect(collect(write('remote.gltf', JSON.stringify(json)))).rejects.toMatchObject({
        code: 'damaged-image',
      });
      const textured = describeShape(makeCube());
      Object.assign(textured.json, {
        images: [{ uri: `${host}/paint.png` }],
        textures: [{ source: 0 }],
        materials: [{ pbrMetallicRoughness: { baseColorTexture: { index: 0 } } }],
      });
      textured.json.meshes[0].primitives[0].material = 0;
      await collect(write('remote.glb', toGlb(textured))).catch((error) =>
        expect(error).toMatchObject({ code: 'damaged-image' }),
      );
      const obj = toObj(makeCube(), `mtllib ${host}/cube.mtl\nusemtl paint\n`);
      expect((await collect(write('remote.obj', obj))).frames).toHaveLength(5);
      expect(requests).toBe(0);
    } finally {
      server.close();
    }
  });

  it('whose name is that of a model is what its bytes are', async () => {
    const object = write('compiled.obj', Buffer.from('\x64\x86\x03\0\0\0\0\0v 0 0 0\n', 'latin1'));
    await expect(collect(object)).rejects.toMatchObject({ code: 'not-an-image' });
    const { content } = await collect(write('model.jpg', toObj(makeCube())));
    expect(content.content).toMatchObject({ format: 'obj' });
  });
});
