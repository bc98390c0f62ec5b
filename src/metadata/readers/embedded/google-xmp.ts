/**
 * Properties of Google's XMP namespaces: Photo Sphere (`GPano`), motion photos (`GCamera`), container items of motion photos and dynamic depth, and
 * `GDepth`. They are claims: programs that convert a file keep them and drop the data that they describe.
 */
import { makePositive } from '../../build-metadata.js';
import type { PanoramaMetadata } from '../../file-metadata.js';
import type { XmlElement } from '../xml.js';
import { collectProperties, readTexts } from '../xmp-document.js';

/** An image or film that is appended to the primary image, in the order of the file. */
export interface ContainerItem {
  /** In lower case: `primary`, `motionphoto`, `gainmap`, `depth`. */
  semantic: string;
  /** Bytes. */
  length: number;
  /** Bytes between this item and the next. */
  padding: number;
}

/** The properties in XMP of a film, a depth map and a projection. */
export interface GoogleXmp {
  /** It is a motion photo, whether or not its film can be found. */
  isMotionPhoto: boolean;
  /** Where the film begins, in bytes from the end of the file. */
  microVideoOffset?: number | undefined;
  /** Time of the still in the film, in milliseconds. */
  stillAtMs?: number | undefined;
  items: readonly ContainerItem[];
  /** A depth map in extended XMP. */
  hasGDepth: boolean;
  panorama?: PanoramaMetadata | undefined;
}

/** Items of a file: a camera writes two to five. */
const MAX_ITEMS = 50;

/** In pixels: the widest image that is decoded has a tenth of it. */
const MAX_SIDE = 1_000_000;

/** @param rdf see `parseXmp` */
export function readGoogleXmp(rdf: XmlElement): GoogleXmp {
  const properties = collectProperties(rdf);
  const text = (name: string) => (properties.get(name) ?? []).flatMap(readTexts)[0];
  const number = (name: string) => toWhole(text(name));
  const stillAtUs =
    number('GCamera:MotionPhotoPresentationTimestampUs') ?? number('GCamera:MicroVideoPresentationTimestampUs');
  const items = listItems(rdf);
  return {
    isMotionPhoto:
      number('GCamera:MotionPhoto') === 1 ||
      number('GCamera:MicroVideo') === 1 ||
      items.some(({ semantic }) => semantic === 'motionphoto'),
    microVideoOffset: makePositive(number('GCamera:MicroVideoOffset'), Number.MAX_SAFE_INTEGER),
    // −1: unknown.
    stillAtMs: stillAtUs !== undefined && stillAtUs >= 0 ? Math.round(stillAtUs / 1000) : undefined,
    items,
    hasGDepth: ['GDepth:Format', 'GDepth:Mime', 'GDepth:Data'].some((name) => properties.has(name)),
    panorama: readPanorama(text, number),
  };
}

function toWhole(text: string | undefined): number | undefined {
  const found = /^\s{0,9}(-?\d{1,15})(?:\.\d{0,20})?\s{0,9}$/.exec(text ?? '');
  return found === null ? undefined : Number(found[1]);
}

/** Every `Container:Item`; the values are attributes, or elements in it. */
function listItems(root: XmlElement): ContainerItem[] {
  const items: ContainerItem[] = [];
  const visit = (element: XmlElement) => {
    if (element.name === 'Container:Item' && items.length < MAX_ITEMS) {
      const value = (name: string) =>
        element.attributes[`Item:${name}`] ?? element.children.find((child) => child.name === `Item:${name}`)?.text;
      const bytes = (name: string) => Math.max(0, toWhole(value(name)) ?? 0);
      const semantic = (value('Semantic') ?? value('DataURI')?.split('/').at(-1) ?? '').trim().toLowerCase();
      items.push({ semantic, length: bytes('Length'), padding: bytes('Padding') });
    }
    element.children.forEach(visit);
  };
  visit(root);
  return items;
}

function readPanorama(
  text: (name: string) => string | undefined,
  number: (name: string) => number | undefined,
): PanoramaMetadata | undefined {
  const projection = text('GPano:ProjectionType')?.trim().toLowerCase();
  if (projection !== 'equirectangular' && projection !== 'cylindrical') return undefined;
  const side = (name: string) => makePositive(number(`GPano:${name}Pixels`), MAX_SIDE);
  const full = { width: side('FullPanoWidth'), height: side('FullPanoHeight') };
  const crop = { width: side('CroppedAreaImageWidth'), height: side('CroppedAreaImageHeight') };
  const heading = Number(text('GPano:PoseHeadingDegrees') ?? Number.NaN);
  return {
    projection,
    area: findArea(full, crop, {
      left: number('GPano:CroppedAreaLeftPixels') ?? 0,
      top: number('GPano:CroppedAreaTopPixels') ?? 0,
    }),
    headingDegrees: heading >= 0 && heading <= 360 ? heading % 360 : null,
  };
}

type Size = { width: number | undefined; height: number | undefined };

/** The image's part of the whole panorama; `null` where the numbers are missing or contradict each other. */
function findArea(full: Size, crop: Size, { left, top }: { left: number; top: number }): PanoramaMetadata['area'] {
  const { width: fullWidth, height: fullHeight } = full;
  const { width, height } = crop;
  if (fullWidth === undefined || fullHeight === undefined || width === undefined || height === undefined) return null;
  if (left < 0 || top < 0 || left + width > fullWidth || top + height > fullHeight) return null;
  return {
    left: left / fullWidth,
    top: top / fullHeight,
    width: width / fullWidth,
    height: height / fullHeight,
  };
}
