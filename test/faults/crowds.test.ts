import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toVectorSource } from '#src/library/spaces/vector-source.js';
import type { SpaceRow } from '#src/model/space.js';
import type { Catalogue } from '#src/store/catalogue.js';
import type { FileOutcome } from '#src/store/records.js';
import { EXACT_UP_TO } from '#src/vectors/choose-engine.js';
import { SpaceFollower } from '#src/vectors/follower.js';
import type { VectorSource } from '#src/vectors/source.js';
import { ensureSpace, makeHash, nextFolder, openCatalogue, toEncoded } from '../support/libraries/catalogues.js';
import { makeNear, makeRandom, makeUnit, makeUnits, shuffle } from '../support/vectors/synthetic-vectors.js';

const DIM = 128;
const CROWD = 1000;
/** So that there is a graph, crowd or not. */
const OTHERS = EXACT_UP_TO + 100;

function encode(content: number, path: string, vector: Float32Array): FileOutcome {
  return toEncoded({ file: { path, sizeBytes: 1, mtimeMs: 1 }, sha256: makeHash(content), vector });
}

/** How many of the others a search for each does not find among its nearest. */
async function countLost(catalogue: Catalogue, model: SpaceRow, others: readonly Float32Array[], k: number) {
  const source: VectorSource = toVectorSource(catalogue, model);
  const space = new SpaceFollower(source, { indexPath: join(catalogue.folder, 'graph-1.json') });
  try {
    await space.flush();
    expect(space.engine).toBe('hnsw');
    expect(space.status().unindexed).toBe(0);
    let lost = 0;
    for (const vector of others) {
      const [neighbours] = await space.search([vector], k);
      if ((neighbours?.cosines[0] ?? 0) < 0.999) lost++;
    }
    return lost;
  } finally {
    await space.close();
  }
}

function fill(crowd: readonly FileOutcome[]): { catalogue: Catalogue; model: SpaceRow; others: Float32Array[] } {
  const catalogue = openCatalogue(nextFolder());
  const model = ensureSpace(catalogue, 'first', DIM);
  const others = makeUnits(makeRandom(11), DIM, OTHERS);
  const outcomes = [...crowd, ...others.map((vector, i) => encode(10_000 + i, `/others/${i}.jpg`, vector))];
  catalogue.files.record(shuffle(makeRandom(12), outcomes));
  return { catalogue, model, others };
}

describe('a crowd of 1,000 photos', () => {
  it('that are identical is one photo of 1,000 files, and every other photo is found', async () => {
    const vector = makeUnit(makeRandom(1), DIM);
    const { catalogue, model, others } = fill(
      Array.from({ length: CROWD }, (_, i) => encode(1, `/copies/${i}.jpg`, vector)),
    );
    expect(catalogue.counts.files()).toBe(CROWD + OTHERS);
    expect(catalogue.vectors.count(model.id)).toBe(1 + OTHERS);
    expect(await countLost(catalogue, model, others, 20)).toBe(0);
  }, 60_000);

  it.each([
    ['that are the same but for their bytes', 0],
    ['that are nearly identical', 0.01],
  ])(
    '%s leaves every other photo findable',
    async (_, spread) => {
      const random = makeRandom(3);
      const centre = makeUnit(random, DIM);
      const { catalogue, model, others } = fill(
        Array.from({ length: CROWD }, (_, i) =>
          encode(100 + i, `/crowd/${i}.jpg`, spread === 0 ? centre : makeNear(random, centre, spread)),
        ),
      );
      expect(await countLost(catalogue, model, others, 20)).toBe(0);
    },
    60_000,
  );
});
