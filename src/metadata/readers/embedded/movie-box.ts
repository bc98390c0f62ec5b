/** The `moov` box of a film: its duration, and the identifier that Apple's live photos share with their still. */
import { cleanLine, decodeText } from '../../clean-text.js';
import { type Box, readBoxes } from '../../containers/iso-media.js';
import { hasText } from '../../containers/metadata-blocks.js';

/** Properties of a film. */
export interface MovieFacts {
  /** `null`: not stated, as in films of fragments. */
  durationMs: number | null;
  /** `com.apple.quicktime.content.identifier`; `null` without one. */
  contentIdentifier: string | null;
}

/** A day: what is longer is a damaged number. */
const MAX_DURATION_MS = 24 * 3_600_000;

/** Keys read of a film: phones write some ten. */
const MAX_KEYS = 200;

const CONTENT_IDENTIFIER = 'com.apple.quicktime.content.identifier';

/** @param movie the box `moov` within the bytes */
export function readMovie(bytes: Uint8Array, movie: Box): MovieFacts {
  const facts: MovieFacts = { durationMs: null, contentIdentifier: null };
  for (const box of readBoxes(bytes, movie.start, movie.end)) {
    if (box.type === 'mvhd') facts.durationMs ??= readDuration(bytes, box);
    else if (box.type === 'meta') facts.contentIdentifier ??= readIdentifier(bytes, box);
    else if (box.type === 'udta') {
      for (const inner of readBoxes(bytes, box.start, box.end))
        if (inner.type === 'meta') facts.contentIdentifier ??= readIdentifier(bytes, inner);
    }
  }
  return facts;
}

/**
 * The longest duration that a film states, of the whole or of a track. `null`: it states none, or is made of fragments, which the header does not count.
 * @param movie see {@link readMovie}
 */
export function readLongest(bytes: Uint8Array, movie: Box): number | null {
  let longest: number | null = null;
  const take = (ms: number | null) => {
    longest = Math.max(longest ?? 0, ms ?? 0) || null;
  };
  for (const box of readBoxes(bytes, movie.start, movie.end)) {
    if (box.type === 'mvex') return null;
    if (box.type === 'mvhd') take(readDuration(bytes, box));
    if (box.type !== 'trak') continue;
    for (const inner of readBoxes(bytes, box.start, box.end)) {
      if (inner.type !== 'mdia') continue;
      for (const leaf of readBoxes(bytes, inner.start, inner.end))
        if (leaf.type === 'mdhd') take(readDuration(bytes, leaf));
    }
  }
  return longest;
}

/** `mvhd` and `mdhd`: version, two times, time scale, duration; in version 1 the times and the duration have 8 bytes. */
function readDuration(bytes: Uint8Array, { start, end }: Box): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLong = bytes[start] === 1;
  if (start + (isLong ? 32 : 20) > end) return null;
  const scale = view.getUint32(start + (isLong ? 20 : 12));
  const duration = isLong ? Number(view.getBigUint64(start + 24)) : view.getUint32(start + 16);
  const ms = Math.round((duration * 1000) / scale);
  return ms > 0 && ms <= MAX_DURATION_MS ? ms : null;
}

/** QuickTime's `meta` box has children at once; that of ISO has a version before them. Items of `ilst` are named by their place in `keys`. */
function readIdentifier(bytes: Uint8Array, { start, end }: Box): string | null {
  const boxes = [...readBoxes(bytes, hasText(bytes, start + 4, 'hdlr') ? start : start + 4, end)];
  const keys = boxes.find(({ type }) => type === 'keys');
  const list = boxes.find(({ type }) => type === 'ilst');
  const key = keys === undefined ? 0 : findKey(bytes, keys);
  if (list === undefined || key === 0) return null;
  const name = String.fromCharCode(0, 0, key >> 8, key & 0xff);
  for (const item of readBoxes(bytes, list.start, list.end)) {
    if (item.type !== name) continue;
    // Type and locale come before the text.
    for (const data of readBoxes(bytes, item.start, item.end))
      if (data.type === 'data') return cleanLine(decodeText(bytes.subarray(data.start + 8, data.end)), 100) ?? null;
  }
  return null;
}

/** Place of the identifier's key, counted from 1; 0 when it is missing. */
function findKey(bytes: Uint8Array, { start, end }: Box): number {
  // Version and count, then boxes whose type is the namespace of the key and whose payload is its name.
  let place = 0;
  for (const key of readBoxes(bytes, start + 8, end)) {
    if (++place > MAX_KEYS) return 0;
    if (key.end - key.start === CONTENT_IDENTIFIER.length && hasText(bytes, key.start, CONTENT_IDENTIFIER))
      return place;
  }
  return 0;
}
