import { computeOverlap, holdsMiddle } from '../../detect/boxes.js';
import type { Box } from '../../model/evidence.js';
import type { FacePlace, StatedFaces } from '../../store/tables/face-table.js';

/** The regions that programs draw hold the whole head, those of the detector the face: of a region and its face, the union is that much in both. */
const SAME_PLACE = 0.15;

/**
 * The names that files state for faces. Each region names the face whose middle lies in it and which it covers best, and each face has one name.
 * @param faces of all photos
 */
export function matchStated<Face extends FacePlace>(
  faces: readonly Face[],
  stated: readonly StatedFaces[],
): Map<Face, string> {
  const byContent = new Map<string, Face[]>();
  // Regions are those of the still.
  for (const face of faces)
    if (face.frame === 0) byContent.set(face.sha256, [...(byContent.get(face.sha256) ?? []), face]);
  const names = new Map<Face, string>();
  for (const { sha256, regions, orientation, width, height } of stated) {
    const pairs = regions.flatMap(({ name, box, size }) => {
      const upright = isUpright(size, { width, height }, orientation) ? box : turnBox(box, orientation);
      return (byContent.get(sha256) ?? []).flatMap((face) => {
        return holdsSameFace(upright, face.box)
          ? [{ face, name, box, overlap: computeOverlap(upright, face.box) }]
          : [];
      });
    });
    const taken = new Set<Box>();
    for (const { face, name, box } of pairs.sort((a, b) => b.overlap - a.overlap))
      if (!names.has(face) && !taken.has(box)) {
        names.set(face, name);
        taken.add(box);
      }
  }
  return names;
}

interface Size {
  width: number;
  height: number;
}

/** Regions apply to the image as it is stored, as the Metadata Working Group says, unless the size that they apply to is that of the upright one. */
function isUpright(applied: Size | undefined, upright: Size, orientation: number): boolean {
  if (orientation === 1) return true;
  if (applied === undefined || orientation < 5 || applied.width === applied.height) return false;
  return applied.width > applied.height === upright.width > upright.height;
}

/** A box of the stored image in the upright one. @param orientation EXIF, 1…8 */
export function turnBox({ x, y, width, height }: Box, orientation: number): Box {
  const [right, bottom] = [1 - x - width, 1 - y - height];
  const swapped = { width: height, height: width };
  switch (orientation) {
    case 2:
      return { x: right, y, width, height };
    case 3:
      return { x: right, y: bottom, width, height };
    case 4:
      return { x, y: bottom, width, height };
    case 5:
      return { x: y, y: x, ...swapped };
    case 6:
      return { x: bottom, y: x, ...swapped };
    case 7:
      return { x: bottom, y: right, ...swapped };
    case 8:
      return { x: y, y: right, ...swapped };
    default:
      return { x, y, width, height };
  }
}

/** Whether a region is about a face: it holds its middle, and not much else. */
export function holdsSameFace(region: Box, face: Box): boolean {
  return holdsMiddle(region, face) && computeOverlap(region, face) >= SAME_PLACE;
}
