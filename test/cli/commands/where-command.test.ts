import { inflateSync } from 'node:zlib';
import { expect, it, vi } from 'vitest';
import { drawShades, paintHeat } from '#src/cli/preview/draw-heat.js';
import { encodePng } from '#src/cli/preview/encode-png.js';
import type { WhereResponse } from '#src/search/types/where.js';
import { runWithLibrary } from '../../support/commands/run-with-library.js';

const FOUND: WhereResponse = {
  rows: 2,
  columns: 3,
  terms: [
    {
      text: 'red cup',
      cells: [0, 0.3, 1, 0, 0.5, 0.7],
      box: { x: 2 / 3, y: 0, width: 1 / 3, height: 1 },
      cosine: 0.2,
    },
    { text: 'a dog', cells: [1, 0, 0, 0, 0, 0], box: { x: 0, y: 0, width: 1 / 3, height: 0.5 }, cosine: 0.1 },
  ],
  image: { width: 12, height: 8, data: new Uint8Array(12 * 8 * 3).fill(200) },
};

it('prints the boxes for programs, as similar --box takes them', async () => {
  const where = vi.fn(async () => FOUND);
  const { stdout } = await runWithLibrary(['where', 'id:7', 'red', 'cup', '+', 'a dog', '--frame', '2'], { where });
  expect(stdout).toBe('0.667,0,0.333,1\tred cup\n0,0,0.333,0.5\ta dog\n');
  expect(where).toHaveBeenCalledExactlyOnceWith({ id: 7 }, 'red cup + a dog', { frame: 2, withImage: false });
});

it('prints the answer as JSON', async () => {
  const { stdout } = await runWithLibrary(['where', 'id:7', 'cup', '--json'], { where: async () => FOUND });
  expect(JSON.parse(stdout).terms[0].box).toEqual(FOUND.terms[0]?.box);
});

it('draws a map in words and characters, and an image where the terminal shows some', async () => {
  vi.stubEnv('TERM', 'dumb');
  for (const name of ['KITTY_WINDOW_ID', 'TERM_PROGRAM', 'LC_TERMINAL', 'KONSOLE_VERSION', 'WT_SESSION', 'TMUX'])
    vi.stubEnv(name, '');
  const where = vi.fn(async () => FOUND);
  const drawn = await runWithLibrary(['where', 'id:7', 'cup', '--preview'], { where });
  expect(drawn.stdout.split('\n').slice(0, 4)).toEqual([
    'red cup: on the right',
    '67 % from the left, 0 % from the top, 33 % wide, 100 % high (--box 0.667,0,0.333,1)',
    '  ░░██',
    '  ▒▒▓▓',
  ]);
  const shown = await runWithLibrary(['where', 'id:7', 'cup', '--preview', 'kitty'], { where });
  expect(shown.stdout).toContain('\x1b_Ga=T,f=100,q=2,m=0;iVBORw0KGgo');
  expect(where).toHaveBeenLastCalledWith({ id: 7 }, 'cup', { withImage: true });
  vi.unstubAllEnvs();
});

it('paints the picture dark where the term is not, and its box', () => {
  const [place] = FOUND.terms;
  const { data, width } = paintHeat(FOUND.image as never, place as never, FOUND);
  const at = (x: number, y: number) => [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
  expect(at(0, 7)).toEqual([60, 60, 60, 255]);
  expect(at(8, 0)).toEqual([255, 213, 74, 255]);
  expect(at(10, 3)[0]).toBeGreaterThan(150);
  expect(drawShades([0, 1], { rows: 1, columns: 2 })).toEqual(['  ██']);
});

it('writes a PNG that says its size and holds the pixels', () => {
  const data = Uint8Array.from({ length: 2 * 3 * 4 }, (_, i) => i * 7);
  const png = encodePng({ width: 2, height: 3, data });
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2, 3]);
  const length = png.readUInt32BE(33);
  const rows = inflateSync(png.subarray(41, 41 + length));
  expect([...rows]).toEqual([0, 1, 2].flatMap((y) => [0, ...data.subarray(y * 8, y * 8 + 8)]));
  // The known check of an empty last chunk.
  expect(png.subarray(-4).toString('hex')).toBe('ae426082');
});

it.each(['1,2', '0.5,0,0.6,1', 'a,b,c,d', '0,0,0,1', '0,,1,1'])('similar refuses the box %s', async (box) => {
  await expect(runWithLibrary(['similar', 'id:7', '--box', box])).rejects.toThrow(/It must be x,y,width,height/);
});

it('similar asks with the box', async () => {
  const similar = vi.fn(async () => Promise.reject(new Error('asked')));
  await expect(runWithLibrary(['similar', 'id:7', '--box', '0.2,0.1,0.3,0.4'], { similar })).rejects.toThrow('asked');
  expect(similar).toHaveBeenCalledWith({ id: 7, box: { x: 0.2, y: 0.1, width: 0.3, height: 0.4 } }, expect.anything());
});
