import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_TRIANGLES, MAX_VERTICES } from '#src/media/expand/models/mesh/limits.js';
import { readModel } from '#src/media/expand/models/read-model.js';
import { describeShape, type Json, toEmbeddedGltf, toGlb } from '../../../support/models/gltf-files.js';
import { makeCube } from '../../../support/models/shapes.js';
import { makeTemporaryFolder } from '../../../support/temporary-folder.js';

const cube = () => describeShape(makeCube());

/** A cube whose description was changed. */
function change(edit: (json: Json) => void): Buffer {
  const { json, bin } = cube();
  edit(json);
  return toGlb({ json, bin });
}

const readGlb = (edit: (json: Json) => void) => readModel(change(edit), 'glb', null);

describe('counts that the bytes do not hold are refused before memory is taken for them', () => {
  const HUGE = 2 ** 31 - 1;
  const CASES: Record<string, (json: Json) => void> = {
    'an accessor of two thousand million': (json) => {
      json.accessors[0].count = HUGE;
    },
    'an accessor of zeros': (json) => {
      json.accessors[0] = { componentType: 5126, type: 'MAT4', count: HUGE };
    },
    'many accessors of zeros': (json) => {
      for (let i = 0; i < 200; i++) json.accessors.push({ componentType: 5126, type: 'MAT4', count: 1_000_000 });
    },
    'sparse changes without an end': (json) => {
      json.accessors[0].sparse = {
        count: HUGE,
        indices: { bufferView: 1, componentType: 5125 },
        values: { bufferView: 0 },
      };
    },
    'sparse changes beyond their part': (json) => {
      json.accessors[0].sparse = {
        count: 24,
        indices: { bufferView: 1, componentType: 5125, byteOffset: 100 },
        values: { bufferView: 0 },
      };
    },
    'a part beyond the buffer': (json) => {
      json.bufferViews[0].byteLength = HUGE;
    },
    'a part at a negative place': (json) => {
      json.bufferViews[0].byteOffset = -4;
    },
    'a count that is no number': (json) => {
      json.accessors[0].count = '24';
    },
    'numbers without a distance': (json) => {
      json.bufferViews[0].byteStride = 0;
    },
    'compressed data that unpacks to gigabytes': (json) => {
      json.extensionsUsed = ['EXT_meshopt_compression'];
      json.bufferViews[0].extensions = {
        EXT_meshopt_compression: { buffer: 0, byteLength: 8, count: 2 ** 26, byteStride: 256, mode: 'ATTRIBUTES' },
      };
    },
  };
  it.each(Object.entries(CASES))('%s', async (_, edit) => {
    const before = process.memoryUsage().arrayBuffers;
    await expect(readGlb(edit)).rejects.toMatchObject({
      code: expect.stringMatching(/^(damaged-image|image-too-large)$/),
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(256 * 1024 ** 2);
  });

  it('images that are the same megabyte again and again', async () => {
    const { json } = cube();
    json.buffers[0].byteLength = 1024 ** 2;
    json.bufferViews.push({ buffer: 0, byteLength: 1024 ** 2 });
    json.images = Array.from({ length: 500 }, () => ({ bufferView: 3, mimeType: 'image/png' }));
    const file = toGlb({ json, bin: Buffer.alloc(1024 ** 2) });
    await expect(readModel(file, 'glb', null)).rejects.toMatchObject({ code: 'image-too-large' });
  });

  it('a PLY of more vertices than bytes', async () => {
    const header = (count: number) =>
      Buffer.from(
        `ply\nformat binary_little_endian 1.0\nelement vertex ${count}\nproperty float x\nproperty float y\nproperty float z\nend_header\n`,
      );
    await expect(readModel(header(MAX_VERTICES), 'ply', null)).rejects.toMatchObject({ code: 'damaged-image' });
    await expect(readModel(header(MAX_VERTICES + 1), 'ply', null)).rejects.toMatchObject({ code: 'image-too-large' });
  });

  it('a PLY whose lists have no bytes', async () => {
    const header = `ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n`;
    const file = Buffer.from(`${header}0 0 0\n1 0 0\n1 1 0\n4000000000 1 2 3\n`);
    await expect(readModel(file, 'ply', null)).rejects.toMatchObject({ code: 'damaged-image' });
  });

  it('Draco data that claims millions of triangles', async () => {
    const varint = [0xff, 0xff, 0xff, 0xff, 0x07];
    const draco = Buffer.from([...Buffer.from('DRACO'), 2, 2, 1, 0, 0, 0, ...varint, ...varint, 0, 0, 0]);
    const { json } = cube();
    json.extensionsUsed = ['KHR_draco_mesh_compression'];
    json.bufferViews = [{ buffer: 0, byteLength: draco.length }];
    for (const accessor of json.accessors) delete accessor.bufferView;
    json.meshes[0].primitives[0].extensions = {
      KHR_draco_mesh_compression: { bufferView: 0, attributes: { POSITION: 0 } },
    };
    await expect(readModel(toGlb({ json, bin: draco }), 'glb', null)).rejects.toMatchObject({
      code: 'image-too-large',
    });
  });
});

describe('scenes that are no trees', () => {
  it.each<[string, (json: Json) => void]>([
    [
      'a node that is its own child',
      (json) => {
        json.nodes[0].children = [0];
      },
    ],
    [
      'a node of two parents',
      (json) => {
        json.nodes = [{ children: [1, 1] }, { mesh: 0 }];
      },
    ],
    [
      'a node that is not there',
      (json) => {
        json.scenes[0].nodes = [7];
      },
    ],
    [
      'nodes nested ten thousand deep',
      (json) => {
        json.nodes = Array.from({ length: 10_000 }, (__, i) => ({ children: i < 9_999 ? [i + 1] : [] }));
      },
    ],
  ])('%s', async (_, edit) => {
    await expect(readGlb(edit)).rejects.toMatchObject({ code: 'damaged-image' });
  });

  it('a mesh that nodes share until there are too many triangles', async () => {
    const count = Math.ceil(MAX_TRIANGLES / 12) + 1;
    const edit = (json: Json) => {
      json.nodes = Array.from({ length: count }, () => ({ mesh: 0 }));
      json.scenes[0].nodes = json.nodes.map((__: unknown, i: number) => i);
    };
    await expect(readGlb(edit)).rejects.toMatchObject({
      code: expect.stringMatching(/^(damaged-image|image-too-large)$/),
    });
  });
});

describe('descriptions', () => {
  it.each([
    ['no JSON', '{"asset":'],
    ['a list', '[]'],
    ['without a scene', '{"asset":{"version":"2.0"}}'],
    ['lists that are none', '{"asset":{"version":"2.0"},"nodes":{},"scenes":3,"accessors":"x"}'],
    ['nulls', '{"asset":{"version":"2.0"},"scenes":[null],"nodes":[null],"meshes":[null],"buffers":[null]}'],
  ])('%s: refused', async (_, json) => {
    await expect(readModel(toGlb({ json, bin: Buffer.alloc(0) }), 'glb', null)).rejects.toMatchObject({
      code: 'damaged-image',
    });
  });

  it('of another version are not supported', async () => {
    const edit = (json: Json) => {
      json.asset.version = '1.0';
    };
    await expect(readGlb(edit)).rejects.toMatchObject({ code: 'unsupported-format' });
  });

  it('that need an unknown extension are not supported, and say which', async () => {
    const edit = (json: Json) => {
      json.extensionsUsed = ['ACME_teapot'];
      json.extensionsRequired = ['ACME_teapot'];
    };
    await expect(readGlb(edit)).rejects.toThrow(/ACME_teapot/);
  });
});

describe('the files that a model names', () => {
  const root = makeTemporaryFolder();

  async function read(uri: string): Promise<unknown> {
    const folder = await mkdtemp(join(root, 'case-'));
    const inner = join(folder, 'models');
    await mkdir(join(inner, 'parts'), { recursive: true });
    const { json, bin } = cube();
    json.buffers[0].uri = uri;
    for (const place of [folder, inner, join(inner, 'parts')]) await writeFile(join(place, 'a b.bin'), bin);
    await symlink(join(folder, 'a b.bin'), join(inner, 'outside.bin'));
    await symlink(join(inner, 'parts'), join(inner, 'link'));
    await symlink(folder, join(inner, 'up'));
    const path = join(inner, 'cube.gltf');
    const text = JSON.stringify(json).replaceAll('FOLDER', folder);
    await writeFile(path, text);
    return readModel(Buffer.from(text), 'gltf', path);
  }

  it.each(['a b.bin', 'a%20b.bin', './a b.bin', 'parts/a b.bin', 'parts\\a b.bin', 'link/a b.bin'])(
    'inside of its folder are read: %s',
    async (uri) => {
      await expect(read(uri)).resolves.toMatchObject({ positions: { length: 72 } });
    },
  );

  it.each([
    '../a b.bin',
    'parts/../../a b.bin',
    '%2e%2e/a%20b.bin',
    'FOLDER/a b.bin',
    '/etc/passwd',
    'file:///etc/passwd',
    'http://127.0.0.1:9/a.bin',
    '//127.0.0.1/a.bin',
    'C:\\a.bin',
    'outside.bin',
    'up/a b.bin',
    'parts',
    'missing.bin',
    '',
  ])('elsewhere are not: %s', async (uri) => {
    await expect(read(uri)).rejects.toMatchObject({
      code: 'damaged-image',
      message: expect.stringContaining('lacks a part'),
      hint: expect.stringContaining('.glb'),
    });
  });

  it('are not looked for beside contents that came as bytes', async () => {
    const { json } = cube();
    json.buffers[0].uri = 'package.json';
    await expect(readModel(Buffer.from(JSON.stringify(json)), 'gltf', null)).rejects.toThrow(/lacks a part/);
  });

  it('may be data URIs, which must be whole', async () => {
    await expect(readModel(toEmbeddedGltf(cube()), 'gltf', null)).resolves.toBeDefined();
    const text = toEmbeddedGltf(cube())
      .toString()
      .replace(/base64,.{40}/, 'base64,');
    await expect(readModel(Buffer.from(text), 'gltf', null)).rejects.toMatchObject({ code: 'damaged-image' });
  });

  it('of an OBJ may be missing: it is grey then', async () => {
    const text =
      'mtllib ../../secret.mtl\nmtllib http://127.0.0.1:9/a.mtl\nusemtl gold\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n';
    const { materials } = await readModel(Buffer.from(text), 'obj', '/nowhere/a.obj');
    expect(materials).toHaveLength(1);
  });
});
