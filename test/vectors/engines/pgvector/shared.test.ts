import { describe, expect, it } from 'vitest';
import { createPgvectorEngine } from '#src/vectors/engines/pgvector/pgvector-engine.js';
import { SpaceFollower } from '#src/vectors/follower.js';
import type { Engine, IndexChange, IndexLocation } from '#src/vectors/port.js';
import { POSTGRES } from '../../../support/postgres/address.js';
import { countRows, follow, makeSource } from '../../../support/postgres/spaces.js';
import { findNearest, makeRandom, makeUnit } from '../../../support/vectors/synthetic-vectors.js';

const DIM = 16;
const query = makeUnit(makeRandom(9), DIM);

describe.skipIf(POSTGRES === undefined)('processes that share a table', () => {
  it('do not send what another one has sent', async () => {
    const source = makeSource(DIM, 10_000);
    const first = follow(source);
    await first.refresh();
    await first.close();
    source.handedOut.length = 0;
    source.add(2500);
    const spaces = [follow(source), follow(source), follow(source)];
    await Promise.all(spaces.map((space) => space.refresh()));
    for (const space of spaces) expect(space.size).toBe(12_500);
    expect(await countRows(source)).toBe(12_500);
    // Opened where the first one had ended: the vectors from before are not even read.
    expect(Math.min(...source.handedOut.filter((id) => id !== 10_000))).toBe(10_001);
    await Promise.all(spaces.map((space) => space.close()));
  });

  it('go on from where the table is, and not from where they believed it to be', async () => {
    const source = makeSource(DIM, 3000);
    const real = createPgvectorEngine(POSTGRES as string);
    const steps: { ids: number; isTaken: boolean }[] = [];
    const noted: Engine = {
      ...real,
      async open(location: IndexLocation) {
        const index = await real.open(location);
        const apply = index.apply.bind(index);
        index.apply = async (change: IndexChange) => {
          await apply(change);
          const cursor = await index.cursor();
          steps.push({ ids: change.add.ids.length, isTaken: cursor?.lastVectorId === change.cursor.lastVectorId });
        };
        return index;
      },
    };
    const slow = new SpaceFollower(source, { indexPath: '', server: POSTGRES }, async () => noted);
    await slow.refresh();
    source.add(4000);
    const quick = follow(source);
    await quick.refresh();
    steps.length = 0;
    await slow.refresh();
    // One step was in vain: it told that the other one had sent all 4,000.
    expect(steps).toEqual([{ ids: 1000, isTaken: false }]);
    expect(slow.size).toBe(7000);
    await Promise.all([slow.close(), quick.close()]);
  });

  it('find everything while another one sends it again', async () => {
    const source = makeSource(DIM, 3000);
    const [reader, other] = [follow(source), follow(source)];
    await Promise.all([reader.refresh(), other.refresh()]);
    const expected = findNearest(source.vectors, query, 10).ids;
    const rebuilt = other.rebuild();
    let isDone = false;
    rebuilt.finally(() => {
      isDone = true;
    });
    while (!isDone) expect((await reader.search([query], 10))[0]?.ids).toEqual(expected);
    await rebuilt;
    expect((await reader.search([query], 10))[0]?.ids).toEqual(expected);
    expect(await countRows(source)).toBe(3000);
    await Promise.all([reader.close(), other.close()]);
  });

  it('do not bring back what was removed while they were opened', async () => {
    const source = makeSource(DIM, 2500);
    const spaces = [follow(source), follow(source)];
    const opened = Promise.all(spaces.map((space) => space.refresh()));
    for (let id = 1; id <= 2500; id += 50) {
      source.remove([id]);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await opened;
    for (const space of spaces) await space.refresh();
    expect(await countRows(source)).toBe(source.vectors.size);
    const all = (await spaces[0]?.search([query], 3000))?.[0]?.ids ?? [];
    expect([...all].sort((a, b) => a - b)).toEqual([...source.vectors.keys()]);
    await Promise.all(spaces.map((space) => space.close()));
  });
});
