import type { Box, FrameKind, FrameLocation, RegionKind } from './evidence.js';
import type { ImageSpec } from './image-spec.js';

/**
 * A kind of detector. Each is a stage of index runs of its own: it can be switched on later, catches up, and can be dropped with
 * all that it found.
 */
export type DetectorStage = 'text' | 'objects' | 'faces' | 'regions';

/** All of them, in the order in which they are done. */
export const DETECTOR_STAGES: readonly DetectorStage[] = ['text', 'objects', 'faces', 'regions'];

/** The kind of the regions that a stage finds. */
export const STAGE_REGIONS = {
  text: 'text',
  objects: 'object',
  faces: 'face',
  regions: 'cell',
} as const satisfies Record<DetectorStage, RegionKind>;

/** Frames that a stage looks at. Key frames of videos would take many times as long as embedding them. */
export const STAGE_FRAMES: Readonly<Record<DetectorStage, readonly FrameKind[]>> = {
  text: ['image', 'page'],
  objects: ['image'],
  faces: ['image'],
  regions: ['image'],
};

/** A part of a frame that a detector found. */
export interface DetectedRegion {
  kind: (typeof STAGE_REGIONS)[DetectorStage];
  /** Shares of the upright frame. */
  box: Box;
  /** The line of text, or the class of the thing; `null` for others. */
  label: string | null;
  /** How sure the detector is, 0…1. */
  score: number;
  /** Of a thing: the share of its box that has each of `COLOURS`, 0…1, in that order; together 1. */
  colours?: readonly number[];
  /** Of a cell. @internal */
  cell?: { values: Int8Array; scale: number };
}

/** A region on its way from a detector to the catalogue. */
export interface FoundRegion extends DetectedRegion {
  /** Of faces: what tells their person apart. */
  face?: FaceVector;
}

/** A face with a name, as XMP states it. */
export interface StatedFace {
  name: string;
  /** Shares of the image, in most files as it is stored, before the orientation applies. */
  box: Box;
  /** Pixels of the image that the box applies to: they say which way up it is. Absent: not stated. */
  size?: { width: number; height: number };
}

/** A face as numbers. */
export interface FaceVector {
  /** 1024 numbers, none negative, length 1. */
  vector: Float32Array;
  /** Height of the face in pixels of the upright frame. */
  height: number;
}

/** A region of a photo of the library. */
export interface PhotoRegion extends Omit<DetectedRegion, 'kind' | 'cell' | 'colours'> {
  kind: Exclude<DetectedRegion['kind'], 'cell'>;
  /** Ordinal of the frame that it lies in. */
  frame: number;
}

/** A region with the frame that it lies in. */
export interface PlacedRegion extends Omit<PhotoRegion, 'frame'> {
  frame: Omit<FrameLocation, 'label'>;
}

/** A thing in the frame of a vector. */
export interface SeenThing {
  /** Its class. */
  label: string;
  box: Box;
  /** See {@link DetectedRegion}; `null`: found by a version that did not measure them. */
  colours: readonly number[] | null;
}

/** Lines of text with at least this score are text that people would read, too: these are shown and searched. */
export const SURE_TEXT_SCORE = 0.8;

/** A unit vector in bytes: each number is `values[i] * scale`. */
export interface CellVector {
  values: Int8Array;
  scale: number;
}

/** An image tower that gives vectors of the cells of a grid. */
export interface CellTower {
  /** Its file, and what makes it give vectors of cells; see `REGIONS_FILE`. */
  files: { vision: string; regions: string };
  image: ImageSpec;
  normalization: { mean: readonly number[]; std: readonly number[] };
}

/** Which detector does a stage. */
export interface DetectorChoice {
  stage: DetectorStage;
  /** Folder of its model. */
  folder: string;
  /** Changes with the model and with whatever else changes its results; without blanks and `@`. */
  version: string;
  /** Of the stage `regions`. */
  tower?: CellTower;
}
