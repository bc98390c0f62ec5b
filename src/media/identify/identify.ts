import { hasText } from '../../metadata/containers/metadata-blocks.js';
import type { ContentKind } from '../../model/content-kind.js';
import { type Decoder, FORMATS, type FormatName } from './formats.js';
import { readNetpbmHeader } from './netpbm-header.js';
import { recogniseBoxes } from './recognise-boxes.js';
import { recogniseModel } from './recognise-model.js';
import { isPdf } from './recognise-pdf.js';
import { recogniseTiff } from './recognise-tiff.js';
import { recogniseVideo } from './recognise-video.js';

/** A file's format, recognised by its bytes. */
export interface Identity {
  /** Short lower-case name: `jpeg`, `png`, `webp`, `gif`, `tiff`, `avif`, `svg`, `heic`, `nef`, `mp4`… */
  format: string;
  kind: ContentKind;
  mediaType: string;
  /** The decoder of an image; `null` when its format is not supported, and for other kinds. */
  decoder: Decoder | null;
}

/** Bytes from the start of a file that {@link identify} needs. */
export const IDENTIFY_BYTES = 4100;

/** Formats with a signature at a fixed offset. */
const SIGNATURES: readonly [at: number, text: string, format: FormatName][] = [
  [0, '\x89PNG\r\n\x1a\n', 'png'],
  [0, 'GIF87a', 'gif'],
  [0, 'GIF89a', 'gif'],
  [8, 'WEBPVP8', 'webp'],
  [0, '8BPS\0\x01', 'psd'],
  [0, '8BPS\0\x02', 'psd'],
  [0, '\xff\x0a', 'jxl'],
  [0, '\xff\x4f\xff\x51', 'j2k'],
  [0, 'FUJIFILMCCD-RAW', 'raf'],
  [6, 'HEAPCCDR', 'crw'],
  [0, '\0MRM', 'raw'],
  [0, 'FOVb', 'raw'],
  [0, '\0\0\x01\0', 'ico'],
];

/** Formats that are checked more strictly here than by `file-type` (two letters for BMP), whose result for them is ignored. */
const KNOWN_HERE: ReadonlySet<string> = new Set(Object.values(FORMATS).map(({ mediaType }) => mediaType));

/**
 * Recognises a content by its bytes, regardless of its name.
 * @param bytes at least the first {@link IDENTIFY_BYTES} bytes; all of them when a raw file whose directory lies further on is to be distinguished
 * from a TIFF
 * @returns `null` when it is none of the kinds
 */
export async function identify(bytes: Uint8Array): Promise<Identity | null> {
  const head = bytes.subarray(0, IDENTIFY_BYTES);
  const format = recogniseFormat(bytes);
  if (format !== undefined) {
    const { kind, mediaType, decoder } = FORMATS[format];
    return { format, kind, mediaType: format === 'png' && isAnimatedPng(head) ? 'image/apng' : mediaType, decoder };
  }
  // `file-type` identifies unsupported formats for the error message. Imported lazily: few runs need it, and it would add a sixth to the start
  // time of every decoding process.
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(head);
  if (found === undefined || !found.mime.startsWith('image/') || KNOWN_HERE.has(found.mime)) return null;
  return { format: found.ext, kind: 'image', mediaType: found.mime, decoder: null };
}

/** The format of a content, of those that are recognised here. @param bytes as for {@link identify} */
export function recogniseFormat(bytes: Uint8Array): FormatName | undefined {
  const head = bytes.subarray(0, IDENTIFY_BYTES);
  // A fourth byte of 0xF7 is JPEG-LS, another format.
  if (hasText(head, 0, '\xff\xd8\xff') && head[3] !== 0xf7) return 'jpeg';
  const marked = SIGNATURES.find(([at, text]) => hasText(head, at, text));
  if (marked !== undefined) return marked[2];
  if (isBmp(head)) return 'bmp';
  const found = recogniseTiff(bytes) ?? recogniseBoxes(head) ?? readNetpbmHeader(head)?.format;
  if (found !== undefined) return found;
  if (isSvg(head)) return 'svg';
  if (isPdf(head)) return 'pdf';
  // Behind those of images: a video's signature may be weak, and an image in a file of boxes goes first.
  return recogniseModel(bytes) ?? recogniseVideo(head) ?? (isTga(head) ? 'tga' : undefined);
}

/** Two letters are a weak signature: the second header must have a known size as well. */
function isBmp(head: Uint8Array): boolean {
  return hasText(head, 0, 'BM') && [12, 16, 40, 52, 56, 64, 108, 124].includes(head[14] ?? 0) && head[15] === 0;
}

/** TGA has no signature: every field of its header must be valid (Truevision TGA 2.0, section C). */
function isTga(head: Uint8Array): boolean {
  if (head.length < 18) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const hasMap = [1, 9].includes(view.getUint8(2));
  const isKnown = hasMap || [2, 3, 10, 11].includes(view.getUint8(2));
  const isMapRight = hasMap ? view.getUint16(5, true) > 0 : head.subarray(3, 8).every((byte) => byte === 0);
  const isSized = view.getUint16(12, true) > 0 && view.getUint16(14, true) > 0;
  const isDepthRight = [8, 15, 16, 24, 32].includes(view.getUint8(16)) && (view.getUint8(17) & 0xc0) === 0;
  return isKnown && view.getUint8(1) === Number(hasMap) && isMapRight && isSized && isDepthRight;
}

/** Prolog of an SVG document: XML declaration, comments, and a document type with or without an internal subset. */
const SVG_PROLOG = /^\uFEFF?(\s|<\?[^>]*>|<!--[\s\S]*?-->|<!DOCTYPE\s+svg(\s[^[>]*)?(\[[^\]]*\]\s*)?>)*/i;

function isSvg(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('utf8');
  const start = SVG_PROLOG.exec(text)?.[0].length ?? 0;
  return /^<svg[\s/>]/i.test(text.slice(start, start + 5));
}

/** Whether an `acTL` chunk precedes the pixels (PNG, third edition, section 11.3.6.1). */
function isAnimatedPng(head: Uint8Array): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  for (let at = 8; at + 8 <= head.length && !hasText(head, at + 4, 'IDAT'); at += 12 + view.getUint32(at)) {
    if (hasText(head, at + 4, 'acTL')) return true;
  }
  return false;
}
