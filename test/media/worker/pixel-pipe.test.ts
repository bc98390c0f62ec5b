import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeHeader, PixelReceiver } from '#src/media/worker/pixel-pipe.js';

/** A receiver and what it reported. */
function makeReceiver() {
  const pipe = new PassThrough();
  const broken: string[] = [];
  const receiver = new PixelReceiver(pipe, (reason) => broken.push(reason));
  const send = async (...pieces: Uint8Array[]) => {
    for (const piece of pieces) {
      pipe.write(piece);
      await setImmediate();
    }
  };
  return { pipe, receiver, broken, send };
}

const square = (frame: number, spec: number, ...pixels: number[]) =>
  Buffer.concat([makeHeader(frame, spec, pixels.length), Buffer.from(pixels)]);

describe('PixelReceiver', () => {
  it('hands a frame over when it is whole, and not before', async () => {
    const { receiver, send } = makeReceiver();
    const taken: number[][] = [];
    receiver.expect([5]);
    receiver.takeFrame(0, (squares) => taken.push(...squares.map((pixels) => [...pixels])));
    const bytes = square(0, 0, 1, 2, 3, 4, 5);
    await send(bytes.subarray(0, 7), bytes.subarray(7, 14), bytes.subarray(14, 16));
    expect(taken).toEqual([]);
    await send(bytes.subarray(16));
    expect(taken).toEqual([[1, 2, 3, 4, 5]]);
  });

  it('hands over at once what was there before it was asked for', async () => {
    const { receiver, send } = makeReceiver();
    receiver.expect([2]);
    await send(square(0, 0, 1, 2));
    const taken: Uint8Array[][] = [];
    receiver.takeFrame(0, (squares) => taken.push(squares));
    expect(taken).toEqual([[Uint8Array.of(1, 2)]]);
  });

  it('receives any frames in any pieces, each square in a buffer of its own', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 6 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 25 })),
        async (lengths, frames, cuts) => {
          const { receiver, broken, send } = makeReceiver();
          const expected = Array.from({ length: frames }, (_, frame) =>
            lengths.map((length, spec) => Array.from({ length }, (_, i) => (frame * 50 + spec * 20 + i) % 256)),
          );
          const bytes = Buffer.concat(
            expected.flatMap((squares, frame) => squares.map((p, spec) => square(frame, spec, ...p))),
          );
          const taken: Uint8Array[][] = [];
          const take = (frame: number) =>
            receiver.takeFrame(frame, (squares) => {
              taken.push(squares);
              if (frame + 1 < frames) take(frame + 1);
            });
          receiver.expect(lengths);
          take(0);
          for (let at = 0; at < bytes.length; ) {
            const { value: count } = cuts.next();
            await send(bytes.subarray(at, at + count));
            at += count;
          }
          expect(broken).toEqual([]);
          expect(taken.map((squares) => squares.map((p) => [...p]))).toEqual(expected);
          expect(new Set(taken.flat().map(({ buffer }) => buffer)).size).toBe(frames * lengths.length);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('begins again with every content', async () => {
    const { receiver, send } = makeReceiver();
    const taken: Uint8Array[][] = [];
    for (const length of [2, 3]) {
      receiver.expect([length]);
      receiver.takeFrame(0, (squares) => taken.push(squares));
      await send(square(0, 0, ...Array.from({ length }, () => length)));
    }
    expect(taken).toEqual([[Uint8Array.of(2, 2)], [Uint8Array.of(3, 3, 3)]]);
  });

  it.each([
    ['another length', makeHeader(0, 0, 4)],
    ['a length that would take all memory', makeHeader(0, 0, 0xffffffff)],
    ['another frame', makeHeader(1, 0, 5)],
    ['another input', makeHeader(0, 1, 5)],
  ])('reports a header that announces %s, once, and reads no further', async (_what, header) => {
    const { receiver, broken, send } = makeReceiver();
    receiver.expect([5, 5]);
    receiver.takeFrame(0, () => expect.unreachable());
    await send(header, Buffer.alloc(100, 1));
    expect(broken).toEqual([expect.stringContaining('expected 5 bytes for input 0 of frame 0, got')]);
  });

  it('reports pixels that nobody asked for', async () => {
    const { broken, send } = makeReceiver();
    await send(square(0, 0, 1));
    expect(broken).toHaveLength(1);
  });

  it('takes a pipe that breaks for no error of its own', async () => {
    const { pipe, broken } = makeReceiver();
    pipe.destroy(new Error('read ECONNRESET'));
    await setImmediate();
    expect(broken).toEqual([]);
  });
});
