/**
 * One step of bench/upgrade.mjs with one version of the package: opens a library, indexes a folder and lists the duplicates.
 * `node upgrade-step.mjs CHECKOUT LIBRARY FOLDER` writes one JSON document.
 */
import { pathToFileURL } from 'node:url';

const [checkout, path, folder] = process.argv.slice(2);
const { openLibrary } = await import(pathToFileURL(`${checkout}/dist/index.js`).href);
const stages = {};
const times = {};
const time = async (name, work) => {
  const startedAt = performance.now();
  const result = await work();
  times[name] = Math.round(performance.now() - startedAt);
  return result;
};
const onStage = (stage) => {
  stages[stage] = (stages[stage] ?? 0) + 1;
};
const library = await time('open', () => openLibrary({ path, onStage }));
let report;
await time('index', async () => {
  for await (const event of library.index([folder])) {
    if (event.type === 'done') report = event.report;
    if (event.type === 'progress' && process.stderr.isTTY) process.stderr.write(`\r${event.done} of ${event.total} `);
  }
});
const stagesOfIndex = { ...stages };
const found = await time('duplicates', () => library.duplicates());
await library.close();
const groups = found.map(({ kind, members }) => ({ kind, paths: members.map((member) => member.path) }));
process.stdout.write(JSON.stringify({ report, stages: stagesOfIndex, groups, times }));
