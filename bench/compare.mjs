/**
 * Runs trials alternately in this checkout and in another one and prints both medians and their ratio in one Markdown table:
 * `npm run bench:compare -- ../other-checkout [trial names] [--rounds 3]`. Both checkouts must be built. Runs alternate because the speed of a
 * machine drifts: runs a minute apart are more comparable than runs an hour apart.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { percentile } from './support/numbers.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '1' }, quick: { type: 'boolean', default: false } },
});
const [other, ...names] = positionals;
if (other === undefined) {
  console.error('usage: npm run bench:compare -- OTHER_CHECKOUT [trial names] [--rounds N] [--quick]');
  process.exit(2);
}
const here = fileURLToPath(new URL('..', import.meta.url));
const checkouts = { before: resolve(other), after: here };
const figures = { before: new Map(), after: new Map() };

for (let round = 0; round < Number(values.rounds); round++) {
  for (const name of round % 2 === 0 ? ['before', 'after'] : ['after', 'before']) {
    const args = ['bench/run.mjs', ...names, ...(values.quick ? ['--quick'] : [])];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: checkouts[name], encoding: 'utf8' });
    const rows = readRows(stdout);
    if (rows.length === 0) throw new Error(`no figures from ${checkouts[name]}:\n${stdout}${stderr}`);
    for (const { what, value, unit } of rows) {
      const row = figures[name].get(what) ?? { unit, values: [] };
      row.values.push(value);
      figures[name].set(what, row);
    }
    console.error(`round ${round + 1}, ${name}: ${rows.length} figures`);
  }
}

console.log('| measured | before | after | after / before |\n|---|---|---|---|');
for (const what of new Set([...figures.before.keys(), ...figures.after.keys()])) {
  const [before, after] = [figures.before.get(what), figures.after.get(what)];
  const [from, to] = [before, after].map((row) => (row === undefined ? undefined : percentile(row.values)));
  const ratio = from === undefined || to === undefined ? '' : (to / from).toFixed(3);
  console.log(`| ${what} | ${format(from, before?.unit)} | ${format(to, after?.unit)} | ${ratio} |`);
}

/** Parses the table of `bench/run.mjs`: two blanks, 64 columns or more for the name of the measurement, its value and unit. */
function readRows(text) {
  return text.split('\n').flatMap((line) => {
    const [, what, value, unit] = /^ {2}(\S.{63,}?) +(-?[\d.]+(?:e[+-]?\d+)?) (\S*)(?: {2}.*)?$/.exec(line) ?? [];
    // Without the engine's name, so that two engines are compared with each other.
    return what === undefined
      ? []
      : { what: what.trim().replace(/ \((exact|hnsw|quantised)\)/, ''), value: Number(value), unit };
  });
}

function format(value, unit) {
  if (value === undefined) return '';
  return `${Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`.trim();
}
