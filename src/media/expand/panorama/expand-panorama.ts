import type { PanoramaMetadata } from '../../../metadata/file-metadata.js';
import type { RgbImage } from '../../../model/rgb-image.js';
import { fromPixels } from '../../decode/from-pixels.js';
import type { OpenImage } from '../../decode/types.js';
import { toRgb } from '../../prepare/prepare.js';
import type { ExpandedFrame } from '../expander.js';
import { cutSquare, projectView } from './draw-view.js';
import { findArea, planViews, type View } from './plan-views.js';

/** Pixels of the panorama that views are drawn from, at most: the widest ones are shrunk to it. */
const MAX_PIXELS = 24_000_000;

/** The panorama is decoded with this many pixels for each of a view: bilinear sampling of fewer is blurred, of more is jagged. */
const OVERSAMPLING = 1.2;

/**
 * The views of a panorama, which is decoded once.
 * @param side of each view in pixels
 */
export async function* expandPanorama(
  image: OpenImage,
  panorama: PanoramaMetadata,
  side: number,
): AsyncGenerator<ExpandedFrame> {
  const views = planViews(image, panorama);
  const [first] = views;
  if (first === undefined) return;
  const source = await decodeFor(image, panorama, first, side);
  for (const view of views) {
    const edge = measureView(image, panorama, view);
    const drawn = draw(source, image, panorama, view, Math.min(side, edge));
    yield {
      ...{ kind: 'view', atMs: null, page: null, label: view.label },
      image: fromPixels({ ...drawn, channels: 3 }, image.identity),
      size: { width: edge, height: edge },
    };
  }
}

/**
 * One view again.
 * @param index among the views of the panorama
 * @returns the whole image where there is no such view
 */
export async function openView(
  image: OpenImage,
  panorama: PanoramaMetadata,
  index: number,
  side: number,
): Promise<OpenImage> {
  const view = planViews(image, panorama)[index];
  if (view === undefined) return image;
  const edge = Math.min(side, measureView(image, panorama, view));
  const source = await decodeFor(image, panorama, view, edge);
  return fromPixels({ ...draw(source, image, panorama, view, edge), channels: 3 }, image.identity);
}

function draw(source: RgbImage, image: OpenImage, panorama: PanoramaMetadata, view: View, side: number): RgbImage {
  if (view.type === 'square') return cutSquare(source, view);
  const area = findArea(image.width / image.height, panorama.area) as NonNullable<PanoramaMetadata['area']>;
  return projectView(source, area, view, side);
}

/** The side of a view in pixels of the image. */
function measureView(image: OpenImage, panorama: PanoramaMetadata, view: View): number {
  if (view.type === 'square') return Math.min(image.width, image.height);
  const across = 360 * (findArea(image.width / image.height, panorama.area)?.width ?? 1);
  return Math.max(1, Math.round((image.width / across) * toDegreesOfSide(view.angle)));
}

/** Pixels of a view for each pixel that a degree has in its middle. */
function toDegreesOfSide(angle: number): number {
  return (2 * Math.tan((angle / 2) * (Math.PI / 180)) * 180) / Math.PI;
}

/** The whole panorama, with as many pixels as a view of that side takes. */
function decodeFor(image: OpenImage, panorama: PanoramaMetadata, view: View, side: number): Promise<RgbImage> {
  const { width, height } = image;
  const wanted = (side * OVERSAMPLING) / measureView(image, panorama, view);
  const scale = Math.min(1, wanted, Math.sqrt(MAX_PIXELS / (width * height)));
  const [scaledWidth, scaledHeight] = [width, height].map((length) => Math.max(1, Math.round(length * scale)));
  return toRgb(image.decode().resize(scaledWidth, scaledHeight, { fit: 'fill' }));
}
