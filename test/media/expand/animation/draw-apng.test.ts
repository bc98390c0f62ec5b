import { expect, it } from 'vitest';
import { drawApng } from '#src/media/expand/animation/draw-apng.js';
import { makeApng } from '../../../support/images/apng.js';

const [RED, GREEN, BLUE] = ['255 0 0 255', '0 255 0 255', '0 0 255 255'];
const [NONE, CLEAR_BLUE] = ['0 0 0 0', '0 0 255 0'];

/** The colours of the pixels of a row, of each frame. */
async function drawRows(bytes: Uint8Array, count = 100): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const { width, data } of drawApng(bytes, count))
    rows.push(Array.from({ length: width }, (_, x) => [...data.subarray(4 * x, 4 * x + 4)].join(' ')));
  return rows;
}

it('draws each frame of an animated PNG over those before, and takes away what is not to stay', async () => {
  const whole = { width: 3, height: 1, colour: 'red' };
  const right = { left: 2, width: 1, height: 1 };
  const bytes = await makeApng(3, 1, [
    whole,
    { ...right, colour: 'lime', disposal: 2 },
    { ...right, left: 1, colour: 'blue', disposal: 1 },
    { ...right, colour: 'rgb(0 0 255 / 50%)', isOver: true },
    { ...right, left: 0, colour: 'rgb(0 0 255 / 0%)' },
    { ...right, left: 1, colour: 'lime', isOver: true },
  ]);
  const mixed = '127 0 128 255';
  expect(await drawRows(bytes)).toEqual([
    [RED, RED, RED],
    [RED, RED, GREEN],
    [RED, BLUE, RED],
    [RED, NONE, mixed],
    [CLEAR_BLUE, NONE, mixed],
    [CLEAR_BLUE, GREEN, mixed],
  ]);
  expect(await drawRows(bytes, 2)).toHaveLength(2);
});

it('leaves out a default image that is no frame, and ends before a frame beyond the edges', async () => {
  const frame = { width: 2, height: 1, colour: 'blue' };
  expect(await drawRows(await makeApng(2, 1, [frame], 'white'))).toEqual([[BLUE, BLUE]]);
  expect(await drawRows(await makeApng(2, 1, [frame, { ...frame, left: 1 }, frame]))).toHaveLength(1);
});

it('gives what is there of a file that ends early, and nothing of other files', async () => {
  const frame = { width: 2, height: 1, colour: 'blue' };
  const bytes = await makeApng(2, 1, [frame, frame, frame]);
  // Without the end chunk and a part of the last frame.
  expect(await drawRows(bytes.subarray(0, bytes.length - 16))).toHaveLength(2);
  expect(await drawRows(Buffer.from('GIF89a and so on, longer than a header'))).toEqual([]);
});
