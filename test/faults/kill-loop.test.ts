import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLibrary } from '#src/index.js';
import { listFaults } from '../support/faults/fault-library.js';
import { IS_LONG } from '../support/runner/form.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import { KillLoop } from './kill-loop.js';

const root = makeTemporaryFolder();
const seed = Number(process.env['PHOTOSEEK_SEED'] ?? (IS_LONG ? Date.now() % 1_000_000 : 7));

async function answer(path: string): Promise<string[][]> {
  const library = await openLibrary({ path, create: false });
  const answers: string[][] = [];
  for (const query of ['a red square', 'night', 'green and blue', 'zebra']) {
    const { results } = await library.search(query, { limit: 30, all: true });
    // Files of one photo may be named in another order.
    answers.push(results.map(({ path: first, otherPaths, cosine }) => `${[first, ...otherPaths].sort()} ${cosine}`));
  }
  await library.close();
  return answers;
}

describe('a library that is killed again and again while it is indexed, watched and searched', () => {
  it('loses no photo, keeps no phantom, encodes nothing twice and answers as an undisturbed one', async () => {
    // Two at a time: a process that starts leaves a core to the other.
    const loops = IS_LONG ? [seed, seed + 1] : [seed];
    const kills = await Promise.all(loops.map((one) => runLoop(one)));
    const sum = kills.reduce((total, killed) => total + killed, 0);
    console.log(`kill loop: ${sum} kills in all`);
    expect(sum).toBeGreaterThanOrEqual(IS_LONG ? 100 : 6);
  }, 900_000);
});

/** @returns how many processes were killed */
async function runLoop(loopSeed: number): Promise<number> {
  const home = mkdtempSync(join(root, 'loop-'));
  const loop = new KillLoop(home, { seed: loopSeed, kills: IS_LONG ? 52 : 6, photos: IS_LONG ? 120 : 40 });
  console.log(`kill loop with PHOTOSEEK_SEED=${loopSeed}`);
  const { killed, ended, byKind, encodedTwice } = await loop.run();
  const whole = await loop.finish();
  console.log(
    `kill loop ${loopSeed}: ${killed} killed (${JSON.stringify(byKind)}), ${ended} ended before, ${encodedTwice} encoded twice`,
  );
  expect(encodedTwice).toBe(0);
  const dump = loop.dump(loop.library);
  expect(dump.map(({ path, sha }) => ({ path, sha }))).toEqual(loop.listTree());
  expect(dump).toEqual(loop.dump(whole));
  expect(await answer(loop.library)).toEqual(await answer(whole));
  expect(await listFaults(loop.library)).toEqual([]);
  return killed;
}
