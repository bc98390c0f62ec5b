/** Formats of videos, recognised by the structure of their first bytes. */
import { hasText } from '../../metadata/containers/metadata-blocks.js';
import type { FormatName } from './formats.js';

/** Formats with a signature at the beginning. */
const SIGNATURES: readonly [text: string, format: FormatName][] = [
  ['FLV\x01', 'flv'],
  ['\0\0\x01\xba', 'mpg'],
  ['\0\0\x01\xb3', 'mpg'],
  ['\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c', 'wmv'],
];

/** Major brands of `ftyp` boxes (mp4ra.org, "Brands"); every other one but those of audio is an MP4. */
const BRANDS: readonly [RegExp, FormatName | undefined][] = [
  [/^qt {2}$/, 'mov'],
  [/^3g[2-9a-z][0-9a-z ]$/, '3gp'],
  // Audio, audio books.
  [/^(M4A |M4B |M4P |F4A |F4B )$/, undefined],
  [/./, 'mp4'],
];

/** Boxes that a QuickTime file without `ftyp` begins with (QuickTime File Format, "Movie atoms"). */
const FIRST_BOXES = ['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'];

/** Length of a packet of a transport stream, and of one with a time code before it (Blu-ray, AVCHD). */
const PACKETS = [
  { length: 188, at: 0 },
  { length: 192, at: 4 },
];
const SYNC_BYTE = 0x47;
/** Packets that are looked at: text with a `G` at one place is common, with several at this distance it is not. */
const PACKETS_SEEN = 5;

/** @param head the first bytes of a file */
export function recogniseVideo(head: Uint8Array): FormatName | undefined {
  const signature = SIGNATURES.find(([text]) => hasText(head, 0, text));
  if (signature !== undefined) return signature[1];
  if (hasText(head, 0, 'RIFF') && hasText(head, 8, 'AVI ')) return 'avi';
  if (hasText(head, 0, '\x1a\x45\xdf\xa3')) return recogniseMatroska(head);
  if (hasText(head, 4, 'ftyp')) return recogniseBrand(head);
  if (FIRST_BOXES.some((type) => hasText(head, 4, type)) && isBoxSize(head)) return 'mov';
  if (hasText(head, 0, 'OggS')) return isOggVideo(head) ? 'ogv' : undefined;
  return isTransportStream(head) ? 'mpegts' : undefined;
}

function recogniseBrand(head: Uint8Array): FormatName | undefined {
  const brand = String.fromCharCode(...head.subarray(8, 12));
  return BRANDS.find(([pattern]) => pattern.test(brand))?.[1];
}

/** The document type stands in the EBML header (RFC 8794, section 11.2.6). */
function recogniseMatroska(head: Uint8Array): FormatName | undefined {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 128)).toString('latin1');
  if (text.includes('webm')) return 'webm';
  return text.includes('matroska') ? 'mkv' : undefined;
}

/** A first box of text that happens to have such a name has no plausible size. */
function isBoxSize(head: Uint8Array): boolean {
  const size = new DataView(head.buffer, head.byteOffset, head.length).getUint32(0);
  return size === 0 || size === 1 || (size >= 8 && size < 0x40000000);
}

/** The first packet of each stream is on the first pages; audio alone is no video. */
function isOggVideo(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1');
  return ['\x80theora', 'OVP80', '\x01video\0', 'BBCD'].some((mark) => text.includes(mark));
}

function isTransportStream(head: Uint8Array): boolean {
  return PACKETS.some(({ length, at }) =>
    Array.from({ length: PACKETS_SEEN }, (_, i) => head[at + i * length]).every((byte) => byte === SYNC_BYTE),
  );
}
