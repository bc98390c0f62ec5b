/** Reads the faces that XMP names, with their places. */
import type { Box } from '../../model/evidence.js';
import type { StatedFace } from '../../model/region.js';
import { cleanKeywords } from '../clean-text.js';
import { MAX_KEYWORDS } from '../file-metadata.js';
import type { XmlElement } from './xml.js';

/**
 * Faces with a name and a place: regions in the schemas of the Metadata Working Group (Lightroom, digiKam, Picasa) and of Windows. One that stands in both
 * counts once.
 */
export function collectFaces(rdf: XmlElement): StatedFace[] {
  const found: StatedFace[] = [];
  const visit = (element: XmlElement, size: StatedFace['size']) => {
    const own = readSize(element) ?? size;
    const face = readWorkingGroup(element, own) ?? readWindows(element);
    const isKnown =
      face !== undefined && found.some((other) => other.name === face.name && isNear(other.box, face.box));
    if (face !== undefined && !isKnown) found.push(face);
    for (const child of element.children) visit(child, own);
  };
  visit(rdf, undefined);
  return found.slice(0, MAX_KEYWORDS);
}

/** A field as an attribute or an element, with or without a description around it. */
function field(element: XmlElement, name: string): string | undefined {
  return element.attributes[name] ?? child(element, name)?.text;
}

function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((one) => one.name === name);
}

function unwrap(element: XmlElement | undefined): XmlElement | undefined {
  return element && (child(element, 'rdf:Description') ?? element);
}

function readWorkingGroup(element: XmlElement, size: StatedFace['size']): StatedFace | undefined {
  const name = toName(field(element, 'mwg-rs:Name'));
  const area = unwrap(child(element, 'mwg-rs:Area'));
  if (name === undefined || area === undefined || (field(element, 'mwg-rs:Type') ?? 'Face') !== 'Face')
    return undefined;
  const [x, y, width, height] = ['x', 'y', 'w', 'h'].map((side) => Number(field(area, `stArea:${side}`) ?? Number.NaN));
  // The point is the middle.
  const box = toBox((x as number) - (width as number) / 2, (y as number) - (height as number) / 2, width, height);
  return box && { name, box, ...(size && { size }) };
}

function readWindows(element: XmlElement): StatedFace | undefined {
  const name = toName(field(element, 'MPReg:PersonDisplayName'));
  const [x, y, width, height] = (field(element, 'MPReg:Rectangle') ?? '').split(',').map(Number);
  const box = toBox(x, y, width, height);
  return name === undefined ? undefined : box && { name, box };
}

function readSize(element: XmlElement): StatedFace['size'] {
  const applied = unwrap(child(element, 'mwg-rs:AppliedToDimensions'));
  const [width, height] = ['w', 'h'].map((side) => Number(applied && field(applied, `stDim:${side}`)));
  return width !== undefined && height !== undefined && width > 0 && height > 0 ? { width, height } : undefined;
}

function toName(text: string | undefined): string | undefined {
  return cleanKeywords(text === undefined ? [] : [text])[0];
}

/** What lies in the image; `undefined` for anything that is no rectangle in it. */
function toBox(x = Number.NaN, y = Number.NaN, width = Number.NaN, height = Number.NaN): Box | undefined {
  const [left, top] = [Math.max(x, 0), Math.max(y, 0)];
  const [right, bottom] = [Math.min(x + width, 1), Math.min(y + height, 1)];
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : undefined;
}

function isNear(a: Box, b: Box): boolean {
  return (['x', 'y', 'width', 'height'] as const).every((side) => Math.abs(a[side] - b[side]) < 0.05);
}
