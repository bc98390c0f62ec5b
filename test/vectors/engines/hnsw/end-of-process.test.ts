import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../../../support/temporary-folder.js';

/** A process that has thousands of vectors to index when it comes to its end. */
const program = (ending: string) => `
  import { HnswIndex } from ${JSON.stringify(import.meta.resolve('#src/vectors/engines/hnsw/hnsw-index.js'))};
  const index = await HnswIndex.open({ identity: { libraryId: 'a', space: 'b', dim: 32 }, path: '/nowhere/graph-1.json' });
  const ids = Array.from({ length: 20000 }, (_, i) => i + 1);
  const data = Float32Array.from({ length: 20000 * 32 }, () => Math.random() / 8);
  await index.apply({ add: { ids, data }, remove: [], cursor: { lastVectorId: 20000, lastRemovedSeq: 0 } });
  await new Promise((resolve) => setTimeout(resolve, 30 * Math.random()));
  if (index.status().unindexed === 0) throw new Error('Everything is indexed already.');
  ${ending}
`;

const folder = makeTemporaryFolder();

describe('the end of a process that indexes vectors', () => {
  // Ending a thread inside native code aborts the process (exit code 134), one time in about eight.
  it.each([
    ['with nothing left to do', '', 0],
    ['with process.exit', 'process.exit(3);', 3],
    ['with an error nobody catches', 'setTimeout(() => { throw new Error("unexpected"); });', 1],
    ['after the index was closed', 'await index.close();', 0],
  ])('is orderly %s', (_, ending, expected) => {
    const path = join(folder, `${expected}.mjs`);
    writeFileSync(path, program(ending));
    for (let i = 0; i < 6; i++) {
      const { status, signal, stderr } = spawnSync(process.execPath, [path], { encoding: 'utf8' });
      expect({ status, signal }, stderr).toEqual({ status: expected, signal: null });
    }
  });
});
