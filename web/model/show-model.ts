/** Draws a model that turns. This file and three.js are one part of the page, loaded when the first model is opened. */
import {
  Box3,
  DirectionalLight,
  HemisphereLight,
  Mesh,
  type Object3D,
  PerspectiveCamera,
  Scene,
  Vector3,
  WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { mayMove } from '../ui/may-move.js';
import { readModel } from './read-model.js';

/** A model on the screen. */
export interface ModelView {
  /** Stops or starts to turn by itself. */
  toggle(): void;
  /** Turns it round its upright axis. */
  turn(degrees: number): void;
}

const FIELD_OF_VIEW = 35;
/** From a little above, as people look at things. */
const PITCH = (22 * Math.PI) / 180;
const YAW = (30 * Math.PI) / 180;
const UP = new Vector3(0, 1, 0);

/**
 * Loads a model and draws it until the signal is aborted.
 * @throws when the file cannot be loaded, read or drawn
 */
export async function showModel(
  canvas: HTMLCanvasElement,
  { address, format, signal }: { address: string; format: string; signal: AbortSignal },
): Promise<ModelView> {
  const response = await fetch(address, { signal });
  if (!response.ok) throw new Error(`The server answered with status ${response.status}.`);
  const model = await readModel(await response.arrayBuffer(), format);
  signal.throwIfAborted();
  const box = new Box3().setFromObject(model);
  if (box.isEmpty()) throw new Error('There is nothing in the model to be drawn.');

  const renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true });
  renderer.setPixelRatio(Math.min(window.devicePixelRatio, 2));
  const scene = new Scene();
  scene.add(model, ...makeLights());
  const { camera, center, distance } = placeCamera(box);
  const controls = new OrbitControls(camera, canvas);
  controls.target.copy(center);
  controls.enableDamping = true;
  controls.enablePan = false;
  controls.minDistance = distance / 8;
  controls.maxDistance = distance * 4;
  controls.autoRotateSpeed = 2.5;
  controls.autoRotate = mayMove();
  // Who has taken hold of it wants it where it is.
  controls.addEventListener('start', () => {
    controls.autoRotate = false;
  });

  const fill = () => {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (width === 0 || height === 0) return;
    camera.aspect = width / height;
    camera.updateProjectionMatrix();
    renderer.setSize(width, height, false);
  };
  fill();
  const observer = new ResizeObserver(fill);
  observer.observe(canvas);
  renderer.setAnimationLoop(() => {
    controls.update();
    renderer.render(scene, camera);
  });
  signal.addEventListener('abort', () => {
    observer.disconnect();
    renderer.setAnimationLoop(null);
    controls.dispose();
    freeMemory(model);
    renderer.dispose();
    renderer.forceContextLoss();
  });
  return {
    toggle: () => {
      controls.autoRotate = !controls.autoRotate;
    },
    turn: (degrees) => {
      controls.autoRotate = false;
      camera.position.sub(center).applyAxisAngle(UP, (degrees * Math.PI) / 180);
      camera.position.set(camera.position.x + center.x, camera.position.y + center.y, camera.position.z + center.z);
    },
  };
}

/** From the sky and the ground, and from above the left shoulder of the one who looks. */
function makeLights(): Object3D[] {
  const key = new DirectionalLight(0xffffff, 2.2);
  key.position.set(-0.6, 1, 0.9);
  const fill = new DirectionalLight(0xffffff, 0.8);
  fill.position.set(0.9, 0.2, -0.7);
  return [new HemisphereLight(0xffffff, 0x6a6660, 1.4), key, fill];
}

/** So far away that the whole of it is seen from every side. */
function placeCamera(box: Box3): { camera: PerspectiveCamera; center: Vector3; distance: number } {
  const center = box.getCenter(new Vector3());
  const radius = box.getSize(new Vector3()).length() / 2 || 1;
  const distance = (radius / Math.sin((FIELD_OF_VIEW * Math.PI) / 360)) * 1.02;
  const camera = new PerspectiveCamera(FIELD_OF_VIEW, 1, distance / 100, distance * 10);
  camera.position.set(
    center.x + distance * Math.cos(PITCH) * Math.sin(YAW),
    center.y + distance * Math.sin(PITCH),
    center.z + distance * Math.cos(PITCH) * Math.cos(YAW),
  );
  camera.lookAt(center);
  return { camera, center, distance };
}

function freeMemory(model: Object3D): void {
  model.traverse((object) => {
    if (!(object instanceof Mesh)) return;
    object.geometry.dispose();
    for (const material of [object.material].flat()) material.dispose();
  });
}
