/** The part of three.js that the page uses; the package has no types of its own. */
declare module 'three' {
  export class Vector3 {
    x: number;
    y: number;
    z: number;
    constructor(x?: number, y?: number, z?: number);
    set(x: number, y: number, z: number): this;
    copy(other: Vector3): this;
    sub(other: Vector3): this;
    multiplyScalar(factor: number): this;
    applyAxisAngle(axis: Vector3, radians: number): this;
    length(): number;
  }
  export class Color {
    constructor(color: number);
  }
  export class Object3D {
    position: Vector3;
    rotation: { x: number };
    add(...children: Object3D[]): this;
    traverse(visit: (object: Object3D) => void): void;
  }
  export class Group extends Object3D {}
  export class Scene extends Object3D {
    environment: unknown;
  }
  export class BufferGeometry {
    index: unknown;
    hasAttribute(name: string): boolean;
    computeVertexNormals(): void;
    dispose(): void;
  }
  export class Material {
    dispose(): void;
  }
  export class MeshStandardMaterial extends Material {
    constructor(options: object);
  }
  export class PointsMaterial extends Material {
    constructor(options: object);
  }
  export class Mesh extends Object3D {
    geometry: BufferGeometry;
    material: Material | Material[];
    constructor(geometry: BufferGeometry, material: Material);
  }
  export class Points extends Mesh {}
  export class HemisphereLight extends Object3D {
    constructor(sky: number, ground: number, intensity: number);
  }
  export class DirectionalLight extends Object3D {
    constructor(color: number, intensity: number);
  }
  export class Box3 {
    min: Vector3;
    max: Vector3;
    setFromObject(object: Object3D): this;
    getCenter(target: Vector3): Vector3;
    getSize(target: Vector3): Vector3;
    isEmpty(): boolean;
  }
  export class PerspectiveCamera extends Object3D {
    aspect: number;
    near: number;
    far: number;
    constructor(fieldOfView: number, aspect: number, near: number, far: number);
    lookAt(point: Vector3): void;
    updateProjectionMatrix(): void;
  }
  export class WebGLRenderer {
    constructor(options: { canvas: HTMLCanvasElement; antialias: boolean; alpha: boolean });
    setPixelRatio(ratio: number): void;
    setSize(width: number, height: number, updateStyle: boolean): void;
    render(scene: Scene, camera: PerspectiveCamera): void;
    setAnimationLoop(draw: (() => void) | null): void;
    dispose(): void;
    forceContextLoss(): void;
  }
  export class LoadingManager {
    setURLModifier(change: (url: string) => string): this;
  }
  export class TextureLoader {
    constructor(manager?: LoadingManager);
  }
  export const DoubleSide: number;
}

declare module 'three/addons/controls/OrbitControls.js' {
  import type { PerspectiveCamera, Vector3 } from 'three';
  export class OrbitControls {
    autoRotate: boolean;
    autoRotateSpeed: number;
    enableDamping: boolean;
    enablePan: boolean;
    minDistance: number;
    maxDistance: number;
    target: Vector3;
    constructor(camera: PerspectiveCamera, element: HTMLElement);
    addEventListener(type: 'start', listener: () => void): void;
    update(): void;
    dispose(): void;
  }
}

declare module 'three/addons/loaders/GLTFLoader.js' {
  import type { Group, LoadingManager, TextureLoader } from 'three';
  export interface GLTFParser {
    json: { buffers?: { uri?: string }[] };
    textureLoader: TextureLoader;
    loadBuffer(index: number): Promise<ArrayBuffer>;
  }
  export class GLTFLoader {
    constructor(manager: LoadingManager);
    register(plugin: (parser: GLTFParser) => { name: string }): this;
    parseAsync(data: ArrayBuffer | string, path: string): Promise<{ scene: Group }>;
  }
}

declare module 'three/addons/loaders/OBJLoader.js' {
  import type { Group } from 'three';
  export class OBJLoader {
    parse(text: string): Group;
  }
}

declare module 'three/addons/loaders/STLLoader.js' {
  import type { BufferGeometry } from 'three';
  export class STLLoader {
    parse(data: ArrayBuffer): BufferGeometry;
  }
}

declare module 'three/addons/loaders/PLYLoader.js' {
  import type { BufferGeometry } from 'three';
  export class PLYLoader {
    parse(data: ArrayBuffer): BufferGeometry;
  }
}
