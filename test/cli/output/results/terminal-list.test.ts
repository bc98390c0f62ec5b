import { homedir } from 'node:os';
import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { CommandContext } from '#src/cli/context.js';
import { linkToFile } from '#src/cli/output/results/hyperlinks.js';
import { createPrinter, type OutputOptions } from '#src/cli/output/results/print-response.js';
import type { SearchResponse, SearchResult } from '#src/index.js';
import { fakeAnswer } from '../../../server/fake-library.js';

const [fake] = fakeAnswer.results as [SearchResult];

function photo(path: string, more: Partial<SearchResult> = {}, localTime?: string): SearchResult {
  const takenAt = localTime === undefined ? null : { localTime, precision: 'time', source: 'exif' };
  return { ...fake, path, metadata: { takenAt, keywords: [], people: [] } as never, ...more };
}

/** The lines on a terminal. */
async function show(
  results: SearchResult[],
  options: OutputOptions = {},
  columns = 80,
  isStyled = false,
): Promise<string[]> {
  const written: string[] = [];
  const stdout = {
    write: (text: string | Uint8Array) => void written.push(String(text)),
    isTerminal: true,
    columns,
    showsLinks: isStyled,
  };
  const context = { cwd: '/', stdout, stderr: { ...stdout, write: () => {} }, colours: pc.createColors(isStyled) };
  const print = await createPrinter(options, context as unknown as CommandContext);
  print({ ...fakeAnswer, results } as SearchResponse);
  return written.join('').split('\n').slice(0, -1);
}

const CATS = [
  photo(`${homedir()}/Pictures/cats/kitten.jpg`, { relevance: 0.94 }, '2024-07-12T14:03:22.000'),
  photo(
    '/mnt/disk/a folder/another folder/yet another folder/deep inside/猫の写真です.jpg',
    { relevance: 0.8 },
    '2019-01-02T00:00:00.000',
  ),
  photo('/p/cat.jpg', { relevance: 0.9, matched: ['name'], otherPaths: ['/q/cat.jpg'] }),
  photo('/p/tiger.jpg', { relevance: 0.07 }),
];

/** A film that answers at some times. */
function film(path: string, times: readonly number[], more: Partial<SearchResult> = {}): SearchResult {
  const evidence = times.map((atMs, ordinal) => ({
    ...{ type: 'vector' as const, space: 1, region: 'whole' as const, box: null, cosine: 0.4, relevance: 0.8 },
    frame: { ordinal, kind: 'video' as const, atMs, page: null },
  }));
  return photo(path, { kind: 'video', frames: 9, matched: ['vector'], evidence, ...more });
}

describe('films on a terminal', () => {
  const party = film('/films/party.mp4', [83_000, 250_000, 7000]);

  it('say when, and when else where there is room', async () => {
    expect(await show([party])).toEqual(['1  80 %  party.mp4 @ 1:23, also @ 4:10, @ 0:07  /films']);
    const long = film(`/f/${'a long name '.repeat(9)}.mp4`, [83_000, 250_000]);
    expect((await show([long], {}, 60))[0]).toMatch(/a long name a.*… @ 1:23 {2}\/f$/);
  });

  it('say it in blocks, in lines for pipes and in templates', async () => {
    const blocks = await show([party], { long: true });
    expect(blocks[0]).toBe('1  80 %  party.mp4 @ 1:23  id:7');
    expect(blocks[2]).toBe('   also @ 4:10, @ 0:07');
    expect(await show([party, photo('/p/a.jpg')], { format: '{name} {kind} {at}{page}' })).toEqual([
      'party.mp4 video 1:23',
      'a.jpg image ',
    ]);
  });

  it('say nothing where they were found by their names', async () => {
    expect(await show([film('/films/party.mp4', [83_000], { matched: ['name'] })])).toEqual([
      '1  80 %  party.mp4  /films',
    ]);
  });
});

/** A photo of a red bus and of two dogs. */
const BUS = photo('/p/bus.jpg', {
  evidence: [
    ...fake.evidence,
    {
      ...{ type: 'look', look: 'red', share: 0.6, relevance: 0.8 },
      thing: {
        label: 'bus',
        frame: { ordinal: 0, kind: 'image', atMs: null, page: null },
        box: { x: 0, y: 0, width: 1, height: 1 },
      },
    },
    {
      ...{ type: 'object', label: 'dog', score: 0.9, relevance: 0.8 },
      frame: { ordinal: 0, kind: 'image', atMs: null, page: null },
      boxes: [0, 0.5].map((x) => ({ x, y: 0, width: 0.5, height: 1 })),
    },
  ],
});

describe('why photos were found', () => {
  it('is said in words where there is room', async () => {
    expect(await show([BUS, ...CATS.slice(3)])).toEqual([
      '1  80 %  bus.jpg    red bus, 2 dogs  /p',
      '2   7 %  tiger.jpg                   /p',
    ]);
    expect(await show([BUS], {}, 40)).toEqual(['1  80 %  bus.jpg']);
  });

  it('is said in blocks, and in templates', async () => {
    expect((await show([BUS], { long: true })).slice(0, 2)).toEqual(['1  80 %  bus.jpg  id:7', '   red bus, 2 dogs']);
    expect(await show([BUS, ...CATS.slice(3)], { format: '{name}: {why}' })).toEqual([
      'bus.jpg: red bus, 2 dogs',
      'tiger.jpg: ',
    ]);
  });

  it('shortens lines of text, which control no terminal', async () => {
    const text = `INVOICE \x1b[31m${'of everything '.repeat(9)}`;
    const line = { text, box: { x: 0, y: 0, width: 1, height: 1 } };
    const receipt = photo('/p/receipt.jpg', {
      evidence: [{ type: 'text', field: 'text', text, lines: [line], relevance: 0.5 }],
    });
    const [shown = ''] = await show([receipt], {}, 100);
    expect(shown).toMatch(/receipt\.jpg {2}“INVOICE \\x1b\[31m.*… {2}\/p$/);
  });
});

describe('results on a terminal', () => {
  it('are a line each: rank, relevance, name, date, folder', async () => {
    expect(await show(CATS)).toEqual([
      '1  94 %  kitten.jpg        2024-07-12  ~/Pictures/cats',
      '2  80 %  猫の写真です.jpg  2019-01-02  …er folder/yet another folder/deep inside',
      '3  name  cat.jpg                       /p +1',
      '4   7 %  tiger.jpg                     /p',
    ]);
  });

  it.each([24, 40, 80, 120])('fit %i columns, whatever the width of their characters', async (columns) => {
    const long = photo(`/p/${'folder/'.repeat(20)}/${'長い名前'.repeat(20)}👩‍👩‍👧é.jpg`, { relevance: 0.6 });
    const lines = await show([...CATS.slice(0, 1), long, ...CATS.slice(2)], {}, columns);
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    if (columns >= 40) expect(Math.max(...lines.map(stringWidth))).toBeGreaterThan(columns - 4);
  });

  it('link the name to the file, and say the same in colours', async () => {
    const [plain] = await show(CATS.slice(0, 1));
    const [styled] = await show(CATS.slice(0, 1), {}, 80, true);
    expect(styled).toContain(linkToFile(pc.createColors(true).bold('kitten.jpg'), (CATS[0] as SearchResult).path));
    expect(stripVTControlCharacters(styled as string)).toBe(plain);
  });

  it('have no numbers in another order', async () => {
    for (const options of [{ sort: 'taken' as const }, { reverse: true }])
      expect((await show(CATS, options)).join('\n')).not.toContain('%');
  });

  it('have id, camera and size with --long', async () => {
    expect(await show(CATS.slice(0, 1), { long: true })).toEqual([
      '1  94 %  kitten.jpg  id:7',
      '   2024-07-12 14:03 · 400×300 jpeg',
      '   ~/Pictures/cats',
    ]);
  });

  it('have the paths of a few copies with --long, and the number of many', async () => {
    const copies = (count: number) => [
      photo('/p/a.jpg', { otherPaths: Array.from({ length: count }, (_, i) => `/q/${i}.jpg`) }),
    ];
    expect((await show(copies(3), { long: true })).slice(3)).toEqual([
      '   also /q/0.jpg',
      '   also /q/1.jpg',
      '   also /q/2.jpg',
    ]);
    expect((await show(copies(30), { long: true })).slice(3)).toEqual([
      '   also /q/0.jpg',
      '   also /q/1.jpg',
      '   also 28 other copies',
    ]);
  });

  it('let no name control the terminal', async () => {
    expect((await show([photo('/p/\x1b[31mred\n.jpg')]))[0]).toContain('\\x1b[31mred\\x0a.jpg');
  });
});
