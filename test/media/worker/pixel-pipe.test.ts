import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { PixelReceiver } from '#src/media/worker/pixel-pipe.js';

async function send(pipe: PassThrough, ...pieces: number[][]): Promise<void> {
  for (const piece of pieces) {
    pipe.write(Buffer.from(piece));
    await setImmediate();
  }
}

it('a square that comes in pieces is told when it is whole, and not before', async () => {
  const pipe = new PassThrough();
  const receiver = new PixelReceiver(pipe);
  const squares: number[][] = [];
  receiver.expect(5);
  receiver.whenWhole((square) => squares.push([...square]));
  await send(pipe, [1, 2], [3, 4]);
  expect(squares).toEqual([]);
  await send(pipe, [5]);
  expect(squares).toEqual([[1, 2, 3, 4, 5]]);
});

it('a square that was there before it was asked for is told at once', async () => {
  const pipe = new PassThrough();
  const receiver = new PixelReceiver(pipe);
  receiver.expect(2);
  await send(pipe, [1, 2]);
  const squares: number[][] = [];
  receiver.whenWhole((square) => squares.push([...square]));
  expect(squares).toEqual([[1, 2]]);
});

it('squares do not share their memory, nor does one that was given up come with the next', async () => {
  const pipe = new PassThrough();
  const receiver = new PixelReceiver(pipe);
  const squares: Uint8Array[] = [];
  receiver.expect(2);
  receiver.whenWhole((square) => squares.push(square));
  await send(pipe, [1, 2]);
  // Of this one, only an error is told: no pixels come.
  receiver.expect(3);
  receiver.expect(3);
  receiver.whenWhole((square) => squares.push(square));
  await send(pipe, [3, 4, 5]);
  expect(squares.map((square) => [...square])).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
  expect(new Set(squares.map(({ buffer }) => buffer)).size).toBe(2);
});

it('a pipe that breaks is no error of its own', async () => {
  const pipe = new PassThrough();
  new PixelReceiver(pipe).expect(1);
  pipe.destroy(new Error('read ECONNRESET'));
  await setImmediate();
});
