/** A process that looks for duplicates once, so that its memory is that of nothing else: `node duplicates-run.mjs FORM SIZE`. Prints what it measured as JSON. */
import { performance } from 'node:perf_hooks';
import { listCopies, makeDuplicateLibrary, openDuplicateLibrary } from './duplicate-library.mjs';

const [form, size] = process.argv.slice(2);
const library = await openDuplicateLibrary(await makeDuplicateLibrary(form, Number(size)));
let longestMs = 0;
let tickedAt = performance.now();
const timer = setInterval(() => {
  longestMs = Math.max(longestMs, performance.now() - tickedAt - 5);
  tickedAt = performance.now();
}, 5);
const startedAt = performance.now();
const { user, system } = process.cpuUsage();
const groups = await library.duplicates();
const cpu = process.cpuUsage({ user, system });
clearInterval(timer);
await library.close();
const groupOf = new Map();
for (const group of groups) if (group.kind === 'near') for (const { path } of group.members) groupOf.set(path, group);
const copies = listCopies(form, Number(size));
const found = copies.filter(([original, copy]) => groupOf.has(copy) && groupOf.get(copy) === groupOf.get(original));
console.log(
  JSON.stringify({
    seconds: (performance.now() - startedAt) / 1000,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    megabytes: process.resourceUsage().maxRSS / 1024,
    longestMs,
    recall: found.length / copies.length,
    groups: groups.length,
  }),
);
