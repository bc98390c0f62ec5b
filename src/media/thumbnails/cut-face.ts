import sharp from 'sharp';
import type { Box } from '../../model/evidence.js';
import { FACE_EDGE, THUMBNAIL_EDGES } from './thumbnail-edges.js';

/** How much of the photo is shown around a face: the side of the square over the longer side of the box. */
const MARGIN = 1.5;

interface Size {
  width: number;
  height: number;
}

/** The smallest thumbnail in which the square around a face has {@link FACE_EDGE} pixels, or else the largest one. */
export function chooseFaceEdge(box: Box, frame: Size): number {
  const share = measureSquare(box, frame) / Math.max(frame.width, frame.height);
  const wanted = Math.min(FACE_EDGE / share, Math.max(frame.width, frame.height));
  return THUMBNAIL_EDGES.find((edge) => edge >= wanted) ?? (THUMBNAIL_EDGES.at(-1) as number);
}

/** Cuts the square around a face out of a thumbnail that photoseek encoded itself. At the edge of the photo the face is out of its middle. */
export async function cutFace(thumbnail: Uint8Array, box: Box): Promise<Uint8Array> {
  const image = sharp(thumbnail);
  const { width, height } = await image.metadata();
  const side = Math.max(1, Math.round(measureSquare(box, { width, height })));
  const place = (from: number, share: number, length: number) =>
    Math.round(Math.min(length - side, Math.max(0, (from + share / 2) * length - side / 2)));
  return image
    .extract({ left: place(box.x, box.width, width), top: place(box.y, box.height, height), width: side, height: side })
    .resize(FACE_EDGE, FACE_EDGE, { withoutEnlargement: true })
    .webp({ quality: 80 })
    .toBuffer();
}

/** The side of the square, in the pixels of the frame. */
function measureSquare(box: Box, { width, height }: Size): number {
  return Math.min(width, height, MARGIN * Math.max(box.width * width, box.height * height));
}
