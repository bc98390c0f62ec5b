/**
 * Measures where the best cell of a heat map lies: for the words and boxes of test/relevance/where.json, whether its middle is in the box, and what
 * always saying "in the middle of the picture" would give: npm run --silent build && node bench/where.mjs [--model NAME]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { computeOverlap } from '../dist/detect/boxes.js';
import { openLibrary } from '../dist/index.js';
import { percentile } from './support/numbers.mjs';
import { isWithin, toPoint } from './support/places.mjs';

const { values } = parseArgs({ options: { model: { type: 'string' } } });
const SAMPLES = fileURLToPath(new URL('../data/samples/', import.meta.url));
const PAIRS = JSON.parse(readFileSync(new URL('../test/relevance/where.json', import.meta.url), 'utf8'));

const folder = mkdtempSync(join(tmpdir(), 'photoseek-where-'));
const library = await openLibrary({ path: folder, ...values });
try {
  const rows = [];
  for (const { file, text, box } of PAIRS) {
    const startedAt = performance.now();
    const found = await library.where({ path: join(SAMPLES, file) }, text);
    const ms = performance.now() - startedAt;
    const [place] = found.terms;
    const isFound = isWithin(toPoint(place.cells, found), box);
    rows.push({
      file,
      text,
      isFound,
      overlap: computeOverlap(place.box, box),
      ms,
      isMiddle: isWithin({ x: 0.5, y: 0.5 }, box),
    });
  }
  for (const { file, text, isFound, overlap } of rows)
    console.log(`${isFound ? 'in ' : 'out'} ${overlap.toFixed(2)} ${text} (${file})`);
  const share = (test) => `${rows.filter(test).length} of ${rows.length}`;
  const area = PAIRS.reduce((sum, { box }) => sum + box.width * box.height, 0) / PAIRS.length;
  console.log(`best cell in the box: ${share(({ isFound }) => isFound)}`);
  console.log(`middle of the picture in the box: ${share(({ isMiddle }) => isMiddle)}`);
  console.log(`by chance (area of the boxes): ${(100 * area).toFixed(0)} %`);
  console.log(
    `best box and drawn box, intersection over union: ${(rows.reduce((sum, { overlap }) => sum + overlap, 0) / rows.length).toFixed(2)}`,
  );
  // The first one loads the model.
  const times = rows.slice(1).map(({ ms }) => ms);
  console.log(
    `time: ${rows[0].ms.toFixed(0)} ms for the first, then ${percentile(times, 0.5).toFixed(0)} ms (median), ${percentile(times, 0.95).toFixed(0)} ms (95th percentile)`,
  );
} finally {
  await library.close();
  rmSync(folder, { recursive: true });
}
