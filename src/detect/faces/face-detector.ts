import { join } from 'node:path';
import type { RgbImage } from '../../model/rgb-image.js';
import { type OnnxSession, openSession, type Tensor } from '../../onnx/open-session.js';
import { clipBox, computeOverlap } from '../boxes.js';
import type { DetectableFrame } from '../detector.js';
import { mirrorImage } from '../pixels/mirror-image.js';
import { scaleImage } from '../pixels/scale-image.js';
import { toPlanes } from '../pixels/to-planes.js';
import { runDetection } from '../run-detection.js';
import { alignFace } from './align-face.js';
import { type FaceInImage, findFaces, MAX_FACE_OVERLAP, scaleFace } from './find-faces.js';
import type { DetectedFace, FaceDetector, Landmarks } from './types.js';

/** Long side of the image in which faces are looked for; smaller frames are enlarged to it, which finds more. */
const EDGE = 640;

/** Long side of a second look, where the first one finds small faces: groups of people have more, and more can be told of each. */
const FINE_EDGE = 1280;

/** Height in pixels below which a face is small. */
const SMALL_FACE = 64;

/** Height in pixels below which vectors of different persons are as near as those of one. */
const MIN_FACE = 32;

/** Below this, hands and ornaments are faces. */
const MIN_SCORE = 0.7;

/**
 * Loads the detector of faces: YuNet, `finder.onnx`, and FaceRes, `embedder.onnx`, whose input is `[1, 3, 160, 160]`, RGB 0…255, and whose output is
 * `embedding` `[1, 1024]`, length 1.
 * @param options.threads cores that one run may use
 * @throws PhotoseekError `model-invalid`, `native-missing`
 */
export async function loadFaceDetector(folder: string, options: { threads: number }): Promise<FaceDetector> {
  const finder = await openSession(join(folder, 'finder.onnx'), options);
  const embedder = await openSession(join(folder, 'embedder.onnx'), options);
  return {
    stage: 'faces',
    detect: (frame) =>
      runDetection('The detector of faces failed', async () => {
        const found: DetectedFace[] = [];
        for (const { image, faces } of await look(finder, frame))
          for (const face of faces)
            if (face.box.height >= MIN_FACE)
              found.push(toRegion(face, image, await embedBothSides(embedder, image, face.landmarks)));
        return found;
      }),
  };
}

/** @returns the vector of a face, length 1 */
export async function embedFace(session: OnnxSession, image: RgbImage, landmarks: Landmarks): Promise<Float32Array> {
  return embedChip(session, alignFace(image, landmarks));
}

/**
 * The mean of the vectors of a face and of its mirror image: of the pairs of one person's faces, two thirds of those that the vector of one side leaves
 * below the threshold are above it.
 * @returns length 1
 */
async function embedBothSides(session: OnnxSession, image: RgbImage, landmarks: Landmarks): Promise<Float32Array> {
  const chip = alignFace(image, landmarks);
  const one = await embedChip(session, chip);
  const other = await embedChip(session, mirrorImage(chip));
  const sum = one.map((value, i) => value + (other[i] as number));
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
}

async function embedChip(session: OnnxSession, chip: RgbImage): Promise<Float32Array> {
  const { embedding } = await session.run({ input: toPlanes(chip, 'rgb') });
  return (embedding as Tensor).data;
}

/** Faces in an image, in its pixels. */
interface Look {
  image: RgbImage;
  faces: FaceInImage[];
}

/** Small faces come from a second look at a larger image, where the frame has more pixels; large ones, and those that it misses, from the first. */
async function look(finder: OnnxSession, frame: DetectableFrame): Promise<Look[]> {
  const first = await lookAt(finder, await frame.read(EDGE));
  const large = first.faces.filter(({ box }) => box.height >= SMALL_FACE);
  if (large.length === first.faces.length || Math.max(frame.width, frame.height) <= EDGE) return [first];
  const second = await lookAt(finder, await frame.read(FINE_EDGE));
  const scale = first.image.width / second.image.width;
  const finer = second.faces.filter((face) => !isAmong(scaleFace(face, scale), large));
  const scaled = finer.map((face) => scaleFace(face, scale));
  const kept = first.faces.filter((face) => large.includes(face) || !isAmong(face, scaled));
  return [
    { image: first.image, faces: kept },
    { image: second.image, faces: finer },
  ];
}

function isAmong(face: FaceInImage, others: readonly FaceInImage[]): boolean {
  return others.some(({ box }) => computeOverlap(face.box, box) > MAX_FACE_OVERLAP);
}

async function lookAt(finder: OnnxSession, image: RgbImage): Promise<Look> {
  const scale = Math.max(1, EDGE / Math.max(image.width, image.height));
  const enlarged = scaleImage(image, Math.round(image.width * scale), Math.round(image.height * scale));
  const faces = await findFaces(finder, enlarged, MIN_SCORE);
  return { image, faces: faces.map((face) => scaleFace(face, 1 / scale)) };
}

function toRegion(
  { box, landmarks, score }: FaceInImage,
  { width, height }: RgbImage,
  vector: Float32Array,
): DetectedFace {
  return {
    kind: 'face',
    box: clipBox({ x: box.x / width, y: box.y / height, width: box.width / width, height: box.height / height }),
    label: null,
    score,
    landmarks: landmarks.map(({ x, y }) => ({ x: x / width, y: y / height })) as unknown as Landmarks,
    vector,
  };
}
