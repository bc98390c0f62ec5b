import { crc32 } from 'node:zlib';
import sharp from 'sharp';

/** One frame of an animation that is written. */
export interface WrittenFrame {
  /** In pixels. */
  left?: number;
  top?: number;
  width: number;
  height: number;
  /** As CSS has it, alpha included. */
  colour: string;
  /** Before the next frame: 1: its pixels are cleared, 2: what was there comes back. */
  disposal?: number;
  /** Drawn over what is there. */
  isOver?: boolean;
}

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

function makeChunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

function toIntegers(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [i, number] of numbers.entries()) bytes.writeUInt32BE(number, 4 * i);
  return bytes;
}

/** The compressed rows of a PNG of one colour. */
async function compress({ width, height, colour }: WrittenFrame): Promise<Buffer> {
  const png = await sharp({ create: { width, height, channels: 4, background: colour } })
    .png()
    .toBuffer();
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  return Buffer.concat(parts);
}

/**
 * An animated PNG.
 * @param still the colour of the default image, for readers without animation support; default: the first frame
 */
export async function makeApng(width: number, height: number, frames: WrittenFrame[], still?: string): Promise<Buffer> {
  let sequence = 0;
  const chunks = [
    makeChunk('IHDR', Buffer.concat([toIntegers(width, height), Buffer.from([8, 6, 0, 0, 0])])),
    makeChunk('acTL', toIntegers(frames.length, 0)),
  ];
  if (still !== undefined) chunks.push(makeChunk('IDAT', await compress({ width, height, colour: still })));
  for (const [i, frame] of frames.entries()) {
    const { left = 0, top = 0, disposal = 0, isOver = false } = frame;
    const operations = [0, 1, 0, 10, disposal, Number(isOver)];
    const control = [toIntegers(sequence++, frame.width, frame.height, left, top), Buffer.from(operations)];
    chunks.push(makeChunk('fcTL', Buffer.concat(control)));
    const rows = await compress(frame);
    const isFirst = i === 0 && still === undefined;
    chunks.push(isFirst ? makeChunk('IDAT', rows) : makeChunk('fdAT', Buffer.concat([toIntegers(sequence++), rows])));
  }
  return Buffer.concat([SIGNATURE, ...chunks, makeChunk('IEND', Buffer.alloc(0))]);
}
