import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLibrary } from '#src/library/open-library.js';
import { startNode } from '../support/processes/run-command.js';
import { SAMPLES } from '../support/shared.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const KILLS = 5;
const IDS = 6;

/** Puts one picture after the other under six ids, for ever, and says each that was confirmed: `id number`. */
const WRITER = `
  import { readdirSync, readFileSync } from 'node:fs';
  import { join } from 'node:path';
  const [, path, samples, first] = process.argv;
  const { openLibrary } = await import(${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)});
  const library = await openLibrary({ path });
  const names = readdirSync(samples).filter((name) => name.endsWith('.jpg')).sort();
  for (let n = Number(first); ; n++) {
    const bytes = readFileSync(join(samples, names[n % names.length]));
    await library.put('id-' + (n % ${IDS}), { image: { bytes }, fields: { n, name: names[n % names.length] } });
    console.log(n);
  }`;

it('a program that puts pictures and is killed leaves each as it was before or as a whole', async () => {
  const path = join(makeTemporaryFolder(), 'library');
  const names = readdirSync(SAMPLES)
    .filter((name) => name.endsWith('.jpg'))
    .sort();
  let next = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const writer = startNode(['--input-type=module', '-e', WRITER, path, SAMPLES, String(next)]);
    await writer.said(new RegExp(`^${next + 3 + kill}$`, 'm'));
    writer.child.kill('SIGKILL');
    const { stdout } = await writer.ended;
    const confirmed = Math.max(...stdout.trim().split('\n').map(Number));
    const library = await openLibrary({ path });
    for (let id = 0; id < IDS; id++) {
      const photo = await library.photo({ externalId: `id-${id}` }).catch(() => undefined);
      const stored = Number(photo?.fields?.['n'] ?? -1);
      // The newest that was confirmed, or the one that was under way.
      const newest = confirmed - ((((confirmed - id) % IDS) + IDS) % IDS);
      if (newest >= 0) expect([newest, newest + IDS]).toContain(stored);
      if (photo === undefined) continue;
      expect(photo.fields?.['name']).toBe(names[stored % names.length]);
      expect((await library.original(photo.id)).sizeBytes).toBe(photo.sizeBytes);
      // By its vector.
      const found = await library.search('a photo', { mode: 'vector', fields: { n: stored }, all: true });
      expect(found.results.map((result) => result.id)).toEqual([photo.id]);
    }
    const findings = await library.verify({ content: true });
    expect(findings.filter(({ state }) => state === 'lost')).toEqual([]);
    await library.close();
    next = confirmed + 1;
  }
  // At most one file for each kill belongs to no id.
  const files = readdirSync(join(path, 'managed-originals'), { recursive: true, encoding: 'utf8' });
  expect(files.filter((name) => name.endsWith('.jpg')).length).toBeLessThanOrEqual(IDS + KILLS);
}, 240_000);
