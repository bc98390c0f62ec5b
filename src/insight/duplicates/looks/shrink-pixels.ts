import { KernelMemory, loadKernels } from '../../../runtime/wasm-kernel.js';
import { SHRINK_KERNEL } from './wasm-binaries.js';

/** Pixels of an upright image, rows from the top, four bytes each: red, green, blue, alpha. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8Array;
}

/** The functions of `shrink-kernel.wat`; all but `share` are bytes of the memory. */
interface ShrinkKernels {
  addRow(line: number, end: number, pixels: number, share: number): void;
  mixLine(...args: [line: number, parts: number, partsEnd: number, shares: number, to: number, plane: number]): void;
}

/** Bytes of a pixel of a line, and of a share. */
const PIXEL_BYTES = 16;
const SHARE_BYTES = 16;

let loaded: { memory: KernelMemory; kernels: ShrinkKernels } | undefined;

function load() {
  const memory = new KernelMemory();
  return { memory, kernels: loadKernels<ShrinkKernels>(SHRINK_KERNEL, memory) };
}

/** Red, green and blue, on white, each averaged over the parts of a square: `side`² numbers, 0…255. */
export function shrinkPixels({ width, height, data }: Pixels, side: number): Float32Array[] {
  loaded ??= load();
  const { memory, kernels } = loaded;
  const columns = listShares(width, side);
  const plane = side * side * Float32Array.BYTES_PER_ELEMENT;
  const planes = width * PIXEL_BYTES;
  const parts = planes + 3 * plane;
  const shares = parts + 4 * side;
  const pixels = shares + SHARE_BYTES * columns.reduce((sum, part) => sum + part.length, 0);
  const buffer = memory.reserve(pixels + data.length);
  writeShares(buffer, columns, parts, shares);
  new Uint8Array(buffer).set(data, pixels);
  const line = new Float32Array(buffer, 0, planes / Float32Array.BYTES_PER_ELEMENT);
  for (const [y, rows] of listShares(height, side).entries()) {
    line.fill(0);
    for (const { at, share } of rows) kernels.addRow(0, planes, pixels + at * width * 4, share);
    kernels.mixLine(0, parts, shares, shares, planes + y * side * Float32Array.BYTES_PER_ELEMENT, plane);
  }
  return [0, 1, 2].map((channel) => new Float32Array(buffer, planes + channel * plane, side * side).slice());
}

interface Share {
  at: number;
  share: number;
}

/** Of each part of a side: the pixels that it covers, and their shares of it. */
function listShares(length: number, parts: number): Share[][] {
  const size = length / parts;
  return Array.from({ length: parts }, (_, part) => {
    const from = part * size;
    const to = from + size;
    const shares: Share[] = [];
    for (let at = Math.floor(from); at < Math.min(length, Math.ceil(to)); at++)
      shares.push({ at, share: (Math.min(to, at + 1) - Math.max(from, at)) / size });
    return shares;
  });
}

function writeShares(buffer: ArrayBuffer, columns: readonly Share[][], parts: number, shares: number): void {
  const view = new DataView(buffer);
  let to = shares;
  for (const [x, part] of columns.entries()) {
    for (const { at, share } of part) {
      view.setInt32(to, at * PIXEL_BYTES, true);
      view.setFloat64(to + 8, share, true);
      to += SHARE_BYTES;
    }
    view.setInt32(parts + 4 * x, to, true);
  }
}
