// Make pictures findable, follow the progress, and ask.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { openLibrary } from 'photoseek';
import { FOLDER } from './support/open-samples.mjs';

// A library is one folder. Without `path`, it is the one that the command uses.
const path = await mkdtemp(join(tmpdir(), 'photoseek-example-'));
const library = await openLibrary({ path });

// The run goes as far as you follow its events: leave the loop, and it stops in good order.
for await (const event of library.index([FOLDER])) {
  if (event.type === 'planned') console.log(`${event.toDo} pictures to do`);
  if (event.type === 'failed') console.log(`${event.failure.path}: ${event.failure.message}`);
  if (event.type === 'done') console.log(`${event.report.indexed} indexed, ${event.report.failed.length} failed`);
}

const { results } = await library.search('a dog', { limit: 3 });
for (const { path, relevance } of results) console.log(`${relevance.toFixed(2)}  ${basename(path)}`);

// Nothing fits? Then the answer says so, instead of giving whatever is closest.
const { noGoodMatch, notices } = await library.search('a diagram of mitochondria');
console.log(noGoodMatch, notices.map(({ message }) => message).join(' '));

// Photos that look like one: of the library, by its id; a file anywhere; or bytes.
const [dog] = results;
if (dog !== undefined) {
  const alike = await library.similar({ id: dog.id }, { limit: 2 });
  console.log(`like ${basename(dog.path)}:`, alike.results.map(({ path }) => basename(path)).join(', ') || 'nothing');
}

await library.close();
await rm(path, { recursive: true });
