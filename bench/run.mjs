/**
 * Runs the trials and prints one table. `npm run bench` runs all, `npm run bench -- search cold` those whose name contains one of the
 * arguments. `--vectors N` is the size of the trials `postgres` and `publishing`. `--quick` checks that a trial works: a tenth of the photos, one round, bounds not checked. Images are generated from data/samples
 * into .bench/ on first use. Every ratio compares two measurements of the same run.
 */
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { boxes } from './trials/boxes.mjs';
import { coldSearch } from './trials/cold-search.mjs';
import { documents } from './trials/documents.mjs';
import { duplicates } from './trials/duplicates.mjs';
import { eventLoop } from './trials/event-loop.mjs';
import { filtering } from './trials/filtering.mjs';
import { firstScreen } from './trials/first-screen.mjs';
import { frames } from './trials/frames.mjs';
import { indexing } from './trials/indexing.mjs';
import { largeSearch } from './trials/large-search.mjs';
import { load } from './trials/load.mjs';
import { memory } from './trials/memory.mjs';
import { models } from './trials/models.mjs';

import { peers } from './trials/peers.mjs';
import { postgres } from './trials/postgres.mjs';
import { publishing } from './trials/publishing.mjs';
import { regions } from './trials/regions.mjs';
import { rescan } from './trials/rescan.mjs';
import { rows } from './trials/rows.mjs';
import { scale } from './trials/scale.mjs';
import { searching } from './trials/searching.mjs';
import { serving } from './trials/serving.mjs';
import { spaces } from './trials/spaces.mjs';
import { stages } from './trials/stages.mjs';
import { videos } from './trials/videos.mjs';
import { waiting } from './trials/waiting.mjs';
import { watching } from './trials/watching.mjs';

/** Each trial: a name, a description, and `run({ isQuick, vectors })`, which returns rows of `{ what, value, unit, bound }`. */
const TRIALS = [
  indexing,
  peers,
  searching,
  largeSearch,
  coldSearch,
  filtering,
  duplicates,
  rescan,
  rows,
  memory,
  load,
  eventLoop,
  waiting,
  watching,
  firstScreen,
  frames,
  documents,
  spaces,
  stages,
  regions,
  boxes,
  videos,
  models,
  scale,
  postgres,
  publishing,
  serving,
];

const { values, positionals: names } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, vectors: { type: 'string' } },
  allowPositionals: true,
});
const isQuick = values.quick;
const sizes = values.vectors === undefined ? {} : { vectors: Number(values.vectors) };
const chosen = TRIALS.filter(({ name }) => names.length === 0 || names.some((part) => name.includes(part)));
console.log(
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}\n`,
);

let missed = 0;
for (const { name, about, run } of chosen) {
  console.log(`${name}: ${about}`);
  for (const { what, value, unit, bound: wantedBound } of await run({ isQuick, ...sizes })) {
    const bound = isQuick ? undefined : wantedBound;
    const isMet = bound === undefined || (bound.atLeast !== undefined ? value >= bound.atLeast : value <= bound.atMost);
    if (!isMet) missed++;
    const wanted =
      bound === undefined
        ? ''
        : `  ${isMet ? 'ok' : 'MISSED'} (${bound.atLeast !== undefined ? `≥ ${bound.atLeast}` : `≤ ${bound.atMost}`})`;
    console.log(`  ${what.padEnd(64)} ${format(value).padStart(9)} ${unit}${wanted}`);
  }
  console.log();
}
process.exitCode = missed === 0 ? 0 : 1;

function format(value) {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
