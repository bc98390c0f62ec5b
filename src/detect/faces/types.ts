import type { DetectedRegion } from '../../model/region.js';
import type { Detector } from '../detector.js';

/** A point of a frame: shares of its width and height, or pixels where that is said. */
export interface Point {
  x: number;
  y: number;
}

/** Right eye (on the left of the picture), left eye, tip of the nose, right and left corner of the mouth. */
export type Landmarks = readonly [Point, Point, Point, Point, Point];

/** A face, with what tells its person apart. */
export interface DetectedFace extends DetectedRegion {
  kind: 'face';
  /** Shares of the upright frame. */
  landmarks: Landmarks;
  /** {@link FACE_DIMENSIONS} numbers, none negative, length 1. Faces of one person have a cosine of about 0.7 and more. */
  vector: Float32Array;
}

/** Numbers in the vector of a face. */
export const FACE_DIMENSIONS = 1024;

/** A detector that gives vectors along with boxes. */
export interface FaceDetector extends Detector {
  readonly stage: 'faces';
  detect(...frame: Parameters<Detector['detect']>): Promise<DetectedFace[]>;
}
