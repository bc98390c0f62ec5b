/** Metadata in PNG: its `eXIf` and text chunks (PNG 1.5, section 4.2.3 and extensions; PNG 3.0). */
import { inflateSync } from 'node:zlib';
import { decodeText } from '../clean-text.js';
import {
  hasText,
  MAX_BLOCK_BYTES,
  MAX_STEPS,
  type MetadataBlocks,
  stripExifPrefix,
  takeBlock,
} from './metadata-blocks.js';
import { readResources } from './photoshop-resources.js';

const XMP_KEYWORD = 'xml:com.adobe.xmp';

/** Keywords of the text chunks that are read. */
const TEXT_KEYWORDS = new Set(['title', 'author', 'description', 'comment']);

/** Types of text chunks: plain, compressed, international. */
const TEXT_TYPES = ['tEXt', 'zTXt', 'iTXt'] as const;
type TextType = (typeof TEXT_TYPES)[number];

/** Maximum number of text chunks with a known keyword that are read; each may have to be inflated. */
const MAX_TEXT_CHUNKS = 20;

/** Reads the chunks, including those after the image data. */
export function readPngBlocks(bytes: Uint8Array): MetadataBlocks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks: MetadataBlocks = {};
  let texts = 0;
  let at = 8;
  for (let step = 0; step < MAX_STEPS && at + 12 <= bytes.length; step++) {
    const end = at + 8 + view.getUint32(at);
    if (hasText(bytes, at + 4, 'IEND')) break;
    const type = TEXT_TYPES.find((known) => hasText(bytes, at + 4, known));
    if (type !== undefined && texts < MAX_TEXT_CHUNKS) {
      const chunk = takeBlock(bytes, at + 8, end);
      if (chunk !== undefined && readTextChunk(type, chunk, blocks)) texts++;
    } else if (hasText(bytes, at + 4, 'eXIf')) blocks.exif ??= stripExifPrefix(takeBlock(bytes, at + 8, end));
    at = end + 4;
  }
  return blocks;
}

/** @returns whether the keyword is one of those that are read */
function readTextChunk(type: TextType, chunk: Uint8Array, blocks: MetadataBlocks): boolean {
  const keywordEnd = chunk.indexOf(0);
  if (keywordEnd < 1 || keywordEnd > 79) return false;
  const keyword = String.fromCharCode(...chunk.subarray(0, keywordEnd)).toLowerCase();
  const isProfile = keyword.startsWith('raw profile type ');
  if (keyword !== XMP_KEYWORD && !isProfile && !TEXT_KEYWORDS.has(keyword)) return false;
  const text = readTextOfChunk(type, chunk, keywordEnd + 1);
  if (text === undefined) return true;
  if (keyword === XMP_KEYWORD) blocks.xmp ??= text;
  else if (isProfile) readProfile(keyword.slice('raw profile type '.length), text, blocks);
  else {
    blocks.texts ??= new Map();
    if (!blocks.texts.has(keyword)) blocks.texts.set(keyword, decodeText(text));
  }
  return true;
}

function readTextOfChunk(type: TextType, chunk: Uint8Array, start: number): Uint8Array | undefined {
  if (type === 'tEXt') return chunk.subarray(start);
  if (type === 'zTXt') return inflate(chunk.subarray(start + 1));
  const isCompressed = chunk[start] === 1;
  // Language tag and translated keyword, both zero-terminated.
  const languageEnd = chunk.indexOf(0, start + 2);
  const translatedEnd = languageEnd === -1 ? -1 : chunk.indexOf(0, languageEnd + 1);
  if (translatedEnd === -1) return undefined;
  const text = chunk.subarray(translatedEnd + 1);
  return isCompressed ? inflate(text) : text;
}

function inflate(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: MAX_BLOCK_BYTES });
  } catch {
    return undefined;
  }
}

/** ImageMagick's raw profile, used before PNG had a chunk for EXIF: a line break, a name, a length, then the bytes as hexadecimal digits. */
function readProfile(name: string, text: Uint8Array, blocks: MetadataBlocks): void {
  const header = /^\n[^\n]{0,40}\n\s{0,20}\d{1,10}\n/.exec(String.fromCharCode(...text.subarray(0, 80)))?.[0];
  if (header === undefined) return;
  const digits = Buffer.from(text.buffer, text.byteOffset + header.length, text.length - header.length).toString(
    'latin1',
  );
  const profile = Buffer.from(digits.replaceAll('\n', ''), 'hex');
  if (name === 'xmp') blocks.xmp ??= profile;
  else if (name === 'iptc') blocks.iptc ??= hasText(profile, 0, '8BIM') ? readResources(profile).iptc : profile;
  else if (name === 'exif' || name === 'app1') {
    // The profile is the content of a JPEG APP1 segment: XMP or EXIF.
    if (hasText(profile, 0, 'http://ns.adobe.com/xap/1.0/\0')) blocks.xmp ??= profile.subarray(29);
    else blocks.exif ??= stripExifPrefix(profile);
  }
}
