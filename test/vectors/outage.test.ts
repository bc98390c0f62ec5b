import { describe, expect, it } from 'vitest';
import { PhotoseekError } from '#src/errors.js';
import { IdSet } from '#src/model/id-set.js';
import { SpaceFollower } from '#src/vectors/follower.js';
import { Outage } from '#src/vectors/outage.js';
import { FakeVectorSource } from '../support/vectors/fake-vector-source.js';
import { findNearest, makeRandom, makeUnit } from '../support/vectors/synthetic-vectors.js';

const DIM = 16;
/** Nothing listens there: port 9 is reserved for discarding. */
const NOWHERE = 'postgres://photoseek@127.0.0.1:9/photos';

function follow(server: string): { source: FakeVectorSource; space: SpaceFollower } {
  const source = new FakeVectorSource(DIM);
  source.add(300);
  return { source, space: new SpaceFollower(source, { indexPath: '/nowhere/graph-1.json', server }) };
}

describe('a space whose server cannot be reached', () => {
  it('is compared with: the answer is exact', async () => {
    const { source, space } = follow(NOWHERE);
    await space.refresh();
    expect(space.status()).toEqual({ size: 300, indexed: 0, unindexed: 300 });
    const query = makeUnit(makeRandom(3), DIM);
    const [found] = await space.search([query], 7);
    expect(found?.ids).toEqual(findNearest(source.vectors, query, 7).ids);
    const allow = IdSet.from([5, 6, 7]);
    expect((await space.search([query], 7, { allow }))[0]?.ids.sort()).toEqual([5, 6, 7]);
    await space.close();
  });

  it('says so when the index is to be written', async () => {
    const { space } = follow(NOWHERE);
    await expect(space.flush()).rejects.toMatchObject({
      code: 'engine-unreachable',
      details: { server: '127.0.0.1:9/photos' },
    });
    await space.close();
  });

  it('refuses to compare with more than a search can wait for', () => {
    const error = new PhotoseekError('engine-unreachable', 'It cannot be reached.');
    expect(new Outage(error, 200_000).canCompare()).toBe(true);
    expect(new Outage(error, 200_001).canCompare()).toBe(false);
    expect(new Outage(error, 1_000_000).canCompare(50)).toBe(true);
  });

  it.each(['mysql://a/b', 'localhost:5432', 'postgres:/x', ''])('is not looked for at %j', async (server) => {
    const { space } = follow(server);
    await expect(space.refresh()).rejects.toMatchObject({ code: 'bad-argument' });
    await space.close();
  });

  it('is named without its password', async () => {
    const { space } = follow('postgres://photoseek:s3cret@127.0.0.1:9/photos');
    const error = await space.flush().then(
      () => undefined,
      (thrown: PhotoseekError) => thrown,
    );
    expect(`${error?.message} ${error?.hint} ${JSON.stringify(error?.details)}`).not.toContain('s3cret');
    await space.close();
  });
});
