/** The counts at the start of Draco data (the Draco bitstream specification, sections 4 and 5), read before the decoder allocates for them. */
import { checkCounts, damagedModel } from '../mesh/limits.js';

const MESH = 1;
const EDGEBREAKER = 1;
const HAS_METADATA = 0x8000;

/**
 * @throws PhotoseekError `damaged-image` for what is no mesh of the current version, `image-too-large`
 */
export function checkDracoHeader(bytes: Uint8Array): void {
  const isDraco = Buffer.from(bytes.subarray(0, 5)).toString('latin1') === 'DRACO' && bytes.length >= 13;
  const [major, minor, kind, method] = bytes.subarray(5, 9) as unknown as [number, number, number, number];
  // glTF demands version 2.2; older ones have other headers.
  if (!isDraco || kind !== MESH || major !== 2 || minor < 2) throw damagedModel('its Draco data has no valid header');
  const flags = (bytes[9] as number) | ((bytes[10] as number) << 8);
  // Encoders for glTF write none: its place is in the description.
  if ((flags & HAS_METADATA) !== 0) throw damagedModel('its Draco data has metadata');
  const reader = new VarintReader(bytes, method === EDGEBREAKER ? 12 : 11);
  if (method === EDGEBREAKER) {
    const vertices = reader.read();
    checkCounts({ vertices, triangles: reader.read() });
  } else {
    const triangles = reader.read();
    checkCounts({ triangles, vertices: reader.read() });
  }
}

/** Unsigned LEB128. */
class VarintReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  read(): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 35; scale *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) break;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw damagedModel('its Draco data has no valid header');
  }
}
