/** A film, a document and models for the fake library of the page. */
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FrameInfo } from '#src/model/frame.js';
import type { FakeMedia } from '../libraries/large-library.js';

/** Ninety seconds of a test picture, VP8 in WebM. */
const FILM = fileURLToPath(new URL('../../fixtures/media/ninety-seconds.webm', import.meta.url));

const STILL = fileURLToPath(new URL('../../../data/samples/favourites/coffee-cup.jpg', import.meta.url));

const NOTHING = { durationMs: null, codec: null, frameRate: null, rotation: 0, hasAudio: false, pages: null };
const PLACE = { atMs: null, page: null, label: null, width: 640, height: 360 };

const times = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index));

/** Nine moments, ten seconds apart; 42 s in, the fifth answers best. */
const moments: FrameInfo[] = times(9, (ordinal) => ({
  ...PLACE,
  ordinal,
  kind: 'video',
  atMs: 2000 + ordinal * 10_000,
}));

/** A film that a browser plays. */
export const film: FakeMedia = {
  ...{ path: FILM, mediaType: 'video/webm', format: 'webm', frames: moments, found: [4, 1] },
  media: { ...NOTHING, durationMs: 90_000, codec: 'vp8', frameRate: 4 },
};

/** One that no browser plays. */
export const oldFilm: FakeMedia = {
  ...{ ...film, mediaType: 'video/x-msvideo', format: 'avi' },
  media: { ...film.media, codec: 'mpeg4' },
};

/** One whose name promises what its bytes do not keep. */
export const brokenFilm = (path: string): FakeMedia => ({ ...film, path });

/** A photo with a film; browsers recognise its container, whatever they are told. */
export const livePhoto: FakeMedia = {
  ...{ path: STILL, mediaType: 'image/jpeg', format: 'jpeg', found: [], media: NOTHING },
  frames: [{ ...PLACE, ordinal: 0, kind: 'image' }],
  film: {
    ...{ path: FILM, file: 'ninety-seconds.webm', offset: 0, length: statSync(FILM).size },
    ...{ mediaType: 'video/mp4', durationMs: 90_000, stillAtMs: null },
  },
};

/** Twelve pages, of which the seventh was found. */
export const document: FakeMedia = {
  ...{ path: FILM, mediaType: 'application/pdf', format: 'pdf', found: [6] },
  frames: times(12, (ordinal) => ({ ...PLACE, width: 1240, height: 1754, ordinal, kind: 'page', page: ordinal + 1 })),
  media: { ...NOTHING, pages: 12 },
};

const views: FrameInfo[] = ['front', 'right', 'back', 'left', 'above'].map((label, ordinal) => ({
  ...{ ...PLACE, label, ordinal, kind: 'view' as const, width: 512, height: 512 },
}));

const model = (path: string, format: string, mediaType: string): FakeMedia => ({
  ...{ path, format, mediaType, frames: views, found: [1], media: NOTHING },
});

/** A cube as printers take it. */
export function makeStl(folder: string): FakeMedia {
  const triangle = (corners: number[][]) =>
    `facet normal 0 0 0\nouter loop\n${corners.map((corner) => `vertex ${corner.join(' ')}`).join('\n')}\nendloop\nendfacet\n`;
  const text = listFaces().map(triangle).join('');
  return write(folder, 'cube.stl', Buffer.from(`solid cube\n${text}endsolid cube\n`), 'stl', 'model/stl');
}

/** A cube with a picture on it, all in one file. */
export function makeGlb(folder: string): FakeMedia {
  const corners = listFaces().flat();
  const positions = Buffer.from(new Float32Array(corners.flat()).buffer);
  const uvs = Buffer.from(
    new Float32Array(corners.flatMap(([x = 0, y = 0, z = 0]) => [(x + z) / 2, (y + z) / 2])).buffer,
  );
  const image = Buffer.from(RED_PIXEL, 'base64');
  const views = [positions, uvs, image];
  const offsets = views.map((_, index) => views.slice(0, index).reduce((sum, { length }) => sum + length, 0));
  const json = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0, TEXCOORD_0: 1 }, material: 0 }] }],
    materials: [{ pbrMetallicRoughness: { baseColorTexture: { index: 0 } } }],
    textures: [{ source: 0 }],
    images: [{ bufferView: 2, mimeType: 'image/png' }],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 36, type: 'VEC3', min: [0, 0, 0], max: [1, 1, 1] },
      { bufferView: 1, componentType: 5126, count: 36, type: 'VEC2' },
    ],
    bufferViews: views.map(({ length }, index) => ({ buffer: 0, byteOffset: offsets[index], byteLength: length })),
    buffers: [{ byteLength: Buffer.concat(views).length }],
  };
  return write(folder, 'cube.glb', toGlb(json, Buffer.concat(views)), 'glb', 'model/gltf-binary');
}

/** One that consists of further files, which are not there. */
export function makeGltf(folder: string): FakeMedia {
  const json = { asset: { version: '2.0' }, meshes: [], buffers: [{ byteLength: 4, uri: 'http://example.com/a.bin' }] };
  const scene = {
    ...{ ...json, scene: 0, scenes: [{ nodes: [0] }], nodes: [{ mesh: 0 }] },
    meshes: [{ primitives: [{ attributes: { POSITION: 0 } }] }],
    accessors: [{ bufferView: 0, componentType: 5126, count: 3, type: 'VEC3', min: [0, 0, 0], max: [1, 1, 1] }],
    bufferViews: [{ buffer: 0, byteLength: 36 }],
  };
  return write(folder, 'several.gltf', Buffer.from(JSON.stringify(scene)), 'gltf', 'model/gltf+json');
}

function write(folder: string, name: string, bytes: Buffer, format: string, mediaType: string): FakeMedia {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return model(path, format, mediaType);
}

/** Two triangles for each side of the unit cube, seen from outside. */
function listFaces(): number[][][] {
  const turn = ([x = 0, y = 0, z = 0]: number[]) => [y, z, x];
  const side = [
    [
      [0, 0, 1],
      [1, 0, 1],
      [1, 1, 1],
    ],
    [
      [0, 0, 1],
      [1, 1, 1],
      [0, 1, 1],
    ],
  ];
  const opposite = side.map((corners) => corners.map(([x = 0, y = 0]) => [y, x, 0]));
  const pair = [...side, ...opposite];
  const turned = pair.map((corners) => corners.map(turn));
  return [...pair, ...turned, ...turned.map((corners) => corners.map(turn))];
}

/** A PNG of one pixel. */
const RED_PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';

function toGlb(json: object, binary: Buffer): Buffer {
  const chunk = (type: string, bytes: Buffer, filler: string) => {
    const filled = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4, filler)]);
    const head = Buffer.alloc(8);
    head.writeUInt32LE(filled.length);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, filled]);
  };
  const body = Buffer.concat([chunk('JSON', Buffer.from(JSON.stringify(json)), ' '), chunk('BIN\0', binary, '\0')]);
  const head = Buffer.alloc(12);
  head.write('glTF', 'latin1');
  head.writeUInt32LE(2, 4);
  head.writeUInt32LE(body.length + 12, 8);
  return Buffer.concat([head, body]);
}
