import { describe, expect, it } from 'vitest';
import { recogniseModel } from '#src/media/identify/recognise-model.js';
import { describeShape, toEmbeddedGltf, toGlb } from '../../support/models/gltf-files.js';
import { makeCube, toBinaryStl, toObj, toPly, toTextStl } from '../../support/models/shapes.js';

const cube = makeCube();

describe('models are recognised by their content', () => {
  it.each([
    ['glb', toGlb(describeShape(cube))],
    ['gltf', toEmbeddedGltf(describeShape(cube))],
    [
      'gltf',
      Buffer.from('\ufeff\n{ "accessors": [], "asset" : {"generator": "x", "extras": {"a": {}}, "version" : "2.0"} }'),
    ],
    ['stl', toBinaryStl(cube)],
    ['stl', toTextStl(cube)],
    ['obj', toObj(cube)],
    [
      'obj',
      Buffer.from(
        `${'# a long licence\n'.repeat(1000)}mtllib a.mtl\r\no thing\r\nv 0 0 0\r\nvn 0 0 1\r\nf 1 1 \\\r\n 1\r\n`,
      ),
    ],
    ['ply', toPly(cube, 'ascii')],
    ['ply', toPly(cube, 'big')],
  ])('%s', (format, file) => {
    expect(recogniseModel(file)).toBe(format);
  });

  it('a binary STL whose text begins like one of text', () => {
    const file = toBinaryStl(cube);
    file.write('solid made by a program');
    expect(recogniseModel(file)).toBe('stl');
  });
});

describe('what is no model', () => {
  it.each([
    ['an object file of a compiler', Buffer.from('\x64\x86\x03\0\0\0\0\0v 0 0 0\nf 1 2 3\n', 'latin1')],
    ['an ELF object', Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1')],
    ['prose', Buffer.from('v 1 2 3 is how a line of a model begins.\nThis one does not.\n')],
    ['a table of numbers', Buffer.from('1 2 3\n4 5 6\n')],
    ['other JSON', Buffer.from('{"asset": {"version": 3}}')],
    ['3D Tiles', Buffer.from('{"asset": {"version": "1.1"}, "geometricError": 3, "root": {}}')],
    ['glTF 1', Buffer.from('glTF\x01\0\0\0', 'latin1')],
    ['a sentence about plywood', Buffer.from('plywood\n')],
    ['a solid without facets', Buffer.from('solid gold\nis expensive\n')],
    ['an STL of another size', toBinaryStl(cube).subarray(1)],
    ['nothing', Buffer.alloc(0)],
  ])('%s', (_, file) => {
    expect(recogniseModel(file)).toBeUndefined();
  });

  it('is decided in little time', () => {
    const started = performance.now();
    for (const text of [
      '\n'.repeat(65_000),
      'v '.repeat(30_000),
      `solid${'\n'.repeat(65_000)}`,
      `v 1 2 ${'1'.repeat(65_000)}x`,
    ]) {
      recogniseModel(Buffer.from(text));
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
