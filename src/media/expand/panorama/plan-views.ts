import type { PanoramaMetadata } from '../../../metadata/file-metadata.js';

/** A part of a panorama, as a frame of its own. */
export type View = SquareView | PerspectiveView;

/** A square of the image's full height. */
export interface SquareView {
  type: 'square';
  label: string;
  /** Offset from the left, as a share of the image's width. */
  left: number;
}

/** The view of a camera in the middle of the sphere. Angles in degrees. */
export interface PerspectiveView {
  type: 'perspective';
  label: string;
  /** Direction: from the middle of the full panorama to the right, −180…180; up, −90…90. */
  yaw: number;
  pitch: number;
  /** Angle of view, across and down. */
  angle: number;
}

/** Views of a panorama at most: each is embedded. */
const MAX_VIEWS = 16;

/** Neighbours share a third, so that a thing at the edge of one is whole in the other. */
const STEP = 2 / 3;

/** Wider images lose more than half of their width in the square that encoders see. */
const WIDE = 2.5;

/** Angles of view of a cut-out: those of ordinary cameras. Rectilinear images of more are stretched at their edges. */
const [LEAST_ANGLE, MOST_ANGLE] = [30, 90];

/** A full sphere is twice as wide as high; within this factor of that, an image without numbers is taken for one. */
const SPHERE_TOLERANCE = 1.05;

/** The stated part of the sphere must have the image's shape to this factor: images are cropped and keep their XMP. */
const SHAPE_TOLERANCE = 1.1;

const FULL = { left: 0, top: 0, width: 1, height: 1 };

/**
 * Cuts a panorama into views, from left to right: perspective ones of a spherical image, squares of any other that is wide.
 * @param size of the image in pixels, upright
 * @returns none for an image that one square shows well enough
 */
export function planViews(size: { width: number; height: number }, panorama: PanoramaMetadata): View[] {
  const aspect = size.width / size.height;
  const area = panorama.projection === 'equirectangular' ? findArea(aspect, panorama.area) : null;
  if (area !== null) return planPerspectives(area, panorama.headingDegrees ?? 0);
  return aspect > WIDE ? planSquares(aspect, panorama) : [];
}

/** The part of the sphere that an image shows; `null` where it is not known. */
export function findArea(aspect: number, stated: PanoramaMetadata['area']): PanoramaMetadata['area'] {
  const isLike = (shape: number, tolerance: number) => Math.max(aspect / shape, shape / aspect) <= tolerance;
  // The whole is 2:1 in degrees, whatever its pixels say.
  if (stated !== null && isLike((2 * stated.width) / stated.height, SHAPE_TOLERANCE)) return stated;
  return isLike(2, SPHERE_TOLERANCE) ? FULL : null;
}

function planPerspectives(area: NonNullable<PanoramaMetadata['area']>, heading: number): PerspectiveView[] {
  const across = 360 * area.width;
  const angle = Math.min(MOST_ANGLE, Math.max(LEAST_ANGLE, 180 * area.height));
  const pitch = 90 - 180 * (area.top + area.height / 2);
  const middle = 360 * (area.left + area.width / 2) - 180;
  const isRound = across > 360 - angle * (1 - STEP);
  const wanted = isRound ? Math.round(360 / (angle * STEP)) : Math.ceil((across - angle) / (angle * STEP)) + 1;
  const count = Math.min(MAX_VIEWS, Math.max(1, wanted));
  if (!isRound && count === 1 && across <= angle * 1.2) return [];
  const yaws = isRound
    ? Array.from({ length: count }, (_, i) => middle + (i * 360) / count)
    : spread(count, middle - (across - angle) / 2, middle + (across - angle) / 2);
  return yaws.map((yaw) => ({
    ...{ type: 'perspective', label: labelDirection(heading + yaw), yaw: wrap(yaw), pitch, angle },
  }));
}

function planSquares(aspect: number, { area, headingDegrees }: PanoramaMetadata): SquareView[] {
  const count = Math.min(MAX_VIEWS, Math.ceil((aspect - 1) / STEP) + 1);
  // Without numbers, the direction is that within half a turn.
  const { left, width } = area ?? { left: 0.25, width: 0.5 };
  return spread(count, 0, 1 - 1 / aspect).map((at) => {
    const middle = left + (at + 0.5 / aspect) * width;
    return { type: 'square', label: labelDirection((headingDegrees ?? 0) + 360 * middle - 180), left: at };
  });
}

/** Numbers at equal distances, both ends included; one is in the middle. */
function spread(count: number, from: number, to: number): number[] {
  if (count === 1) return [(from + to) / 2];
  return Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
}

/** −180…180. */
function wrap(degrees: number): number {
  return ((((degrees + 180) % 360) + 360) % 360) - 180;
}

/** Clockwise: from north where that is known, else from the middle of the panorama. */
function labelDirection(degrees: number): string {
  return `at ${Math.round((degrees % 360) + 360) % 360}°`;
}
