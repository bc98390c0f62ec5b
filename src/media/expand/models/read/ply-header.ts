/** The header of a PLY file: text that names elements, their counts and their properties, whatever form the data behind it has. */
import { damagedModel } from '../mesh/limits.js';

/** Bytes of the number types, by their old and their new names. */
export const PLY_TYPE_BYTES: Record<string, number> = {
  char: 1,
  int8: 1,
  uchar: 1,
  uint8: 1,
  short: 2,
  int16: 2,
  ushort: 2,
  uint16: 2,
  int: 4,
  int32: 4,
  uint: 4,
  uint32: 4,
  float: 4,
  float32: 4,
  double: 8,
  float64: 8,
};

/** A property of an element. */
export interface PlyProperty {
  name: string;
  type: string;
  /** The type of a list's length; absent: one value. */
  countType?: string;
}

/** Vertices, faces or something else. */
export interface PlyElement {
  name: string;
  count: number;
  properties: PlyProperty[];
}

/** The header of a PLY file, which precedes the data. */
export interface PlyHeader {
  form: 'ascii' | 'binary_little_endian' | 'binary_big_endian';
  elements: PlyElement[];
  /** Where the data begins. */
  end: number;
}

/** A header with long comments may be long, but not that long. */
const MAX_HEADER_BYTES = 65_536;
const MAX_LINES = 1024;

/** @throws PhotoseekError `damaged-image` */
export function readPlyHeader(bytes: Uint8Array): PlyHeader {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MAX_HEADER_BYTES)).toString('latin1');
  const [text, end] = /^ply[ \t]*\r?[\n\r][\s\S]*?[\n\r]end_header[ \t]*(\r\n|\n|\r)/.exec(head) ?? [];
  if (text === undefined || end === undefined) throw damagedModel('its header has no end');
  const header: PlyHeader = { form: 'ascii', elements: [], end: text.length };
  for (const line of text.split(/[\n\r]+/, MAX_LINES)) addLine(header, line.trim().split(/[ \t]+/));
  return header;
}

function addLine(header: PlyHeader, words: string[]): void {
  const [key, first = '', second = '', third = '', fourth = ''] = words;
  if (key === 'format') {
    if (!['ascii', 'binary_little_endian', 'binary_big_endian'].includes(first)) throw damagedModel(`format ${first}`);
    header.form = first as PlyHeader['form'];
  } else if (key === 'element') {
    const count = Number(second);
    if (!Number.isSafeInteger(count) || count < 0) throw damagedModel(`${second} elements of ${first}`);
    header.elements.push({ name: first, count, properties: [] });
  } else if (key === 'property') {
    const property =
      first === 'list' ? { countType: second, type: third, name: fourth } : { type: first, name: second };
    const types = [property.type, property.countType ?? property.type];
    if (types.some((type) => !Object.hasOwn(PLY_TYPE_BYTES, type)))
      throw damagedModel(`a property of type ${types.join(' of ')}`);
    header.elements.at(-1)?.properties.push(property);
  }
}

/** Bytes of one element in the binary form at least: a list may be empty. */
export function leastBytes({ properties }: PlyElement): number {
  return properties.reduce((sum, { type, countType }) => sum + (PLY_TYPE_BYTES[countType ?? type] as number), 0);
}
