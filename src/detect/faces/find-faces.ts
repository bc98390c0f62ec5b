import type { Box } from '../../model/evidence.js';
import type { RgbImage } from '../../model/rgb-image.js';
import type { OnnxSession, Tensor } from '../../onnx/open-session.js';
import { suppressOverlaps } from '../boxes.js';
import { toPlanes } from '../pixels/to-planes.js';
import type { Landmarks, Point } from './types.js';

/** A face in an image, in pixels; parts of the box may lie outside. */
export interface FaceInImage {
  box: Box;
  landmarks: Landmarks;
  /** 0…1 */
  score: number;
}

/** Pixels between the cells of each of the model's outputs. */
const STRIDES = [8, 16, 32] as const;

/** Share of their union that two boxes have in common: above this, they show one face. */
export const MAX_FACE_OVERLAP = 0.3;

/**
 * Finds faces with YuNet (Wu, Peng and Yu, 2023). Its input is `[1, 3, height, width]`, BGR 0…255, both a multiple of 32.
 * @param minScore 0…1
 * @returns by falling score
 */
export async function findFaces(session: OnnxSession, image: RgbImage, minScore: number): Promise<FaceInImage[]> {
  const input = toPlanes(image, 'bgr', STRIDES[2]);
  const width = input.dims[3] as number;
  const outputs = await session.run({ input });
  const found = STRIDES.flatMap((stride) => {
    const [cls, obj, bbox, kps] = (['cls', 'obj', 'bbox', 'kps'] as const).map(
      (name) => (outputs[`${name}_${stride}`] as Tensor).data,
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    const columns = width / stride;
    const faces: FaceInImage[] = [];
    for (let cell = 0; cell < cls.length; cell++) {
      const score = Math.sqrt(clamp(cls[cell]) * clamp(obj[cell]));
      if (score < minScore) continue;
      const at = { x: (cell % columns) * stride, y: Math.floor(cell / columns) * stride };
      faces.push({
        box: readBox(bbox.subarray(cell * 4, cell * 4 + 4), at, stride),
        landmarks: readLandmarks(kps.subarray(cell * 10, cell * 10 + 10), at, stride),
        score,
      });
    }
    return faces;
  });
  return suppressOverlaps(found, MAX_FACE_OVERLAP);
}

/** The same face in an image that is `scale` times as large. */
export function scaleFace({ box, landmarks, score }: FaceInImage, scale: number): FaceInImage {
  return {
    box: { x: box.x * scale, y: box.y * scale, width: box.width * scale, height: box.height * scale },
    landmarks: landmarks.map(({ x, y }) => ({ x: x * scale, y: y * scale })) as unknown as Landmarks,
    score,
  };
}

/** @param at the cell, in pixels */
function readBox([dx = 0, dy = 0, logWidth = 0, logHeight = 0]: Float32Array, at: Point, stride: number): Box {
  const width = Math.exp(logWidth) * stride;
  const height = Math.exp(logHeight) * stride;
  return { x: at.x + dx * stride - width / 2, y: at.y + dy * stride - height / 2, width, height };
}

function readLandmarks(offsets: Float32Array, at: Point, stride: number): Landmarks {
  const point = (n: number): Point => ({
    x: at.x + (offsets[2 * n] as number) * stride,
    y: at.y + (offsets[2 * n + 1] as number) * stride,
  });
  return [point(0), point(1), point(2), point(3), point(4)];
}

function clamp(value = 0): number {
  return Math.min(Math.max(value, 0), 1);
}
