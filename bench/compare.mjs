/**
 * Runs trials in this checkout and in another one, in turn, and prints both medians and their ratio in one Markdown table:
 * `npm run bench:compare -- ../other-checkout [words that name trials] [--rounds 3]`. Both checkouts must be built. Runs alternate, because the
 * speed of a machine drifts: a ratio of two runs a minute apart says more than two figures an hour apart.
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
const [other, ...words] = positionals;
if (other === undefined) {
  console.error('usage: npm run bench:compare -- OTHER_CHECKOUT [words that name trials] [--rounds N] [--quick]');
  process.exit(2);
}
const here = fileURLToPath(new URL('..', import.meta.url));
const checkouts = { before: resolve(other), after: here };
const seen = { before: new Map(), after: new Map() };

for (let round = 0; round < Number(values.rounds); round++) {
  for (const name of round % 2 === 0 ? ['before', 'after'] : ['after', 'before']) {
    const args = ['bench/run.mjs', ...words, ...(values.quick ? ['--quick'] : [])];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: checkouts[name], encoding: 'utf8' });
    const rows = readRows(stdout);
    if (rows.length === 0) throw new Error(`no figures from ${checkouts[name]}:\n${stdout}${stderr}`);
    for (const { what, value, unit } of rows) {
      const row = seen[name].get(what) ?? { unit, values: [] };
      row.values.push(value);
      seen[name].set(what, row);
    }
    console.error(`round ${round + 1}, ${name}: ${rows.length} figures`);
  }
}

console.log('| measured | before | after | after / before |\n|---|---|---|---|');
for (const what of new Set([...seen.before.keys(), ...seen.after.keys()])) {
  const [before, after] = [seen.before.get(what), seen.after.get(what)];
  const [from, to] = [before, after].map((row) => (row === undefined ? undefined : percentile(row.values)));
  const ratio = from === undefined || to === undefined ? '' : (to / from).toFixed(3);
  console.log(`| ${what} | ${format(from, before?.unit)} | ${format(to, after?.unit)} | ${ratio} |`);
}

/** The figures of a table that `bench/run.mjs` prints: two blanks, what was measured, its value and unit. */
function readRows(text) {
  return text.split('\n').flatMap((line) => {
    const [, what, value, unit] = /^ {2}(\S.*?) {1,}(-?[\d.]+(?:e[+-]?\d+)?) (\S*)(?: {2}.*)?$/.exec(line) ?? [];
    // The engine's name is not what is compared.
    return what === undefined ? [] : { what: what.replace(/ \((exact|hnsw)\)/, ''), value: Number(value), unit };
  });
}

function format(value, unit) {
  if (value === undefined) return '';
  return `${Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`.trim();
}
