// Documents and 3D models that are one, and such that only look alike, by the encoder that ships.
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Library } from '#src/index.js';
import { makePdf, type PdfPage } from '../support/documents/pdf-files.js';
import { indexPaths } from '../support/libraries/index-events.js';
import { IN_PROCESS, openSampleLibrary } from '../support/libraries/sample-library.js';
import { describeShape, toGlb } from '../support/models/gltf-files.js';
import { makeCube, makeSphere, type Shape, toBinaryStl, toObj, toTextStl } from '../support/models/shapes.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import { makeRandom } from '../support/vectors/synthetic-vectors.js';

const home = makeTemporaryFolder();
const folder = makeTemporaryFolder();
let library: Library;

const WORDS =
  'account balance contract delivery engine forest garden harbour invoice journey kitchen letter machine number office paper quarter river summer ticket'.split(
    ' ',
  );

/** Pages of one layout, whose words follow from the seed. */
function write(seed: number, pages: number): PdfPage[] {
  const random = makeRandom(seed);
  const word = () => WORDS[Math.floor(random() * WORDS.length)] as string;
  const line = () => Array.from({ length: 9 }, word).join(' ');
  return Array.from({ length: pages }, () => ({ lines: ['Report of the year', ...Array.from({ length: 34 }, line)] }));
}

/** The same shape, twice as high. */
function stretch({ positions, ...shape }: Shape): Shape {
  return { ...shape, positions: positions.map((value, i) => (i % 3 === 2 ? 2 * value : value)) };
}

beforeAll(async () => {
  const files: Record<string, Uint8Array> = {
    'report.pdf': makePdf(write(1, 3)),
    'report-saved-again.pdf': makePdf(write(1, 3), { title: 'Report', isPacked: true }),
    'report-and-a-page.pdf': makePdf([...write(1, 3), ...write(9, 1)]),
    'other-report.pdf': makePdf(write(2, 3)),
    'one-page-differs.pdf': makePdf([...write(1, 2), ...write(3, 1)]),
    'cube.stl': toBinaryStl(makeCube()),
    'cube-as-text.stl': toTextStl(makeCube()),
    'coloured-cube.glb': toGlb(describeShape(makeCube())),
    'coloured-cube.obj': toObj(makeCube()),
    'block.stl': toBinaryStl(stretch(makeCube())),
    'sphere.stl': toBinaryStl(makeSphere(16)),
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  library = await openSampleLibrary(home, {}, IN_PROCESS);
  const report = await indexPaths(library, [folder], { kinds: ['documents', 'models'] });
  expect([report.indexed, report.failed]).toEqual([Object.keys(files).length, []]);
});
afterAll(() => library.close());

it('documents and models that were saved again are near-duplicates; others of one layout or kind are not', async () => {
  const groups = await library.duplicates({ kinds: ['near'] });
  const names = groups
    .map(({ members }) => members.map(({ path }) => basename(path)).sort())
    .filter((group) => group.some((name) => /(pdf|stl|glb|obj)$/.test(name)))
    .sort();
  expect(names).toEqual([
    ['coloured-cube.glb', 'coloured-cube.obj'],
    ['cube-as-text.stl', 'cube.stl'],
    ['report-saved-again.pdf', 'report.pdf'],
  ]);
});
