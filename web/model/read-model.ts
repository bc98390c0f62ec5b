/** Reads the bytes of a model into an object that three.js draws, upright. */
import {
  type BufferGeometry,
  DoubleSide,
  LoadingManager,
  Mesh,
  MeshStandardMaterial,
  type Object3D,
  Points,
  PointsMaterial,
  TextureLoader,
} from 'three';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { OBJLoader } from 'three/addons/loaders/OBJLoader.js';
import { PLYLoader } from 'three/addons/loaders/PLYLoader.js';
import { STLLoader } from 'three/addons/loaders/STLLoader.js';

/** Grey as of plaster: what has no colour of its own. */
const PLAIN = 0xb9bbc0;

/**
 * @param format as the server names it
 * @throws when it cannot be read, is compressed by a codec that is not bundled (Draco, meshopt, KTX2), or consists of further files
 */
export async function readModel(bytes: ArrayBuffer, format: string): Promise<Object3D> {
  if (format === 'glb' || format === 'gltf') return readGltf(bytes, format);
  if (format === 'obj') return readObj(bytes);
  if (format === 'stl') return standUp(readStl(bytes));
  if (format === 'ply') {
    const geometry = new PLYLoader().parse(bytes);
    return standUp(toObject(geometry, geometry.index === null));
  }
  throw new Error(`There is no reader for ${format}.`);
}

/** Files of these formats usually have Z up, as they have for the printers and scanners that they come from. */
function standUp(object: Object3D): Object3D {
  object.rotation.x = -Math.PI / 2;
  return object;
}

/** Its normals are those of its triangles, which many programs leave out. */
function readStl(bytes: ArrayBuffer): Object3D {
  const geometry = new STLLoader().parse(bytes);
  geometry.computeVertexNormals();
  return toObject(geometry, false);
}

function toObject(geometry: BufferGeometry, isCloud: boolean): Object3D {
  const hasColors = geometry.hasAttribute('color');
  const color = hasColors ? 0xffffff : PLAIN;
  if (isCloud)
    return new Points(
      geometry,
      new PointsMaterial({ color, vertexColors: hasColors, size: 2, sizeAttenuation: false }),
    );
  if (!geometry.hasAttribute('normal')) geometry.computeVertexNormals();
  return new Mesh(geometry, makeMaterial(color, hasColors));
}

function makeMaterial(color: number, vertexColors = false): MeshStandardMaterial {
  return new MeshStandardMaterial({ color, vertexColors, side: DoubleSide, roughness: 0.75, metalness: 0 });
}

/** Its materials are in another file: it is drawn plain, as it is indexed. */
function readObj(bytes: ArrayBuffer): Object3D {
  const group = new OBJLoader().parse(new TextDecoder().decode(bytes));
  group.traverse((object) => {
    if (object instanceof Mesh) object.material = makeMaterial(PLAIN);
  });
  return group;
}

async function readGltf(bytes: ArrayBuffer, format: 'glb' | 'gltf'): Promise<Object3D> {
  const isAlone = (uri: string) => /^(?:blob|data):/.test(uri);
  const manager = new LoadingManager().setURLModifier((url) => {
    if (isAlone(url)) return url;
    throw new Error('The model consists of several files.');
  });
  const loader = new GLTFLoader(manager).register((parser) => {
    // By images and not by requests: the policy of the page allows those to its server alone.
    parser.textureLoader = new TextureLoader(manager);
    const load = parser.loadBuffer.bind(parser);
    parser.loadBuffer = async (index) => {
      const uri = parser.json.buffers?.[index]?.uri;
      return uri === undefined ? load(index) : decodeDataUri(uri);
    };
    return { name: 'without-requests' };
  });
  const { scene } = await loader.parseAsync(format === 'glb' ? bytes : new TextDecoder().decode(bytes), '');
  return scene;
}

function decodeDataUri(uri: string): ArrayBuffer {
  const [, base64] = /^data:[^,]*;base64,(.*)$/s.exec(uri) ?? [];
  if (base64 === undefined) throw new Error('The model consists of several files.');
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes.buffer;
}
