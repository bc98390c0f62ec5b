/**
 * Measures how long faces take to be grouped by person: `node bench/grouping.mjs`. Drawn vectors of 1,024 numbers, ten faces a person, those of one person with a cosine of about 0.77.
 * Prints groups, the time of the processors, and the longest step, which is how long other work of the process waits.
 */
import { groupFaces } from '../dist/insight/people/group-faces.js';
import { makeRandom } from './support/corpus.mjs';

const DIMENSIONS = 1024;
const FACES_OF_A_PERSON = 10;
/** Standard deviation of a face around its person, relative to the person's length. */
const NOISE = 0.55;

const random = makeRandom(7);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

function toUnit(vector) {
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return vector.map((x) => x / length);
}

function drawFaces(count) {
  const people = Array.from({ length: count / FACES_OF_A_PERSON }, () =>
    toUnit(Float32Array.from({ length: DIMENSIONS }, normal)),
  );
  return Array.from({ length: count }, (_, i) => {
    const person = people[i % people.length];
    const vector = toUnit(person.map((x) => x + (NOISE * normal()) / Math.sqrt(DIMENSIONS)));
    return { id: i + 1, vector, quality: random() };
  });
}

for (const count of [1000, 5000, 20_000]) {
  const steps = groupFaces(drawFaces(count));
  const before = process.cpuUsage();
  let longest = 0;
  let step;
  do {
    const startedAt = performance.now();
    step = steps.next();
    longest = Math.max(longest, performance.now() - startedAt);
  } while (!step.done);
  const { user, system } = process.cpuUsage(before);
  console.log(
    `${count} faces of ${count / FACES_OF_A_PERSON} people: ${step.value.length} groups, ${((user + system) / 1e6).toFixed(2)} s, longest step ${longest.toFixed(0)} ms`,
  );
}
