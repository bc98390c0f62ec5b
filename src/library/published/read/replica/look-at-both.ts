import type { ReadDatabase } from '../primary/types.js';
import type { ReplicaLag } from './lag.js';
import type { ReplicaStatus } from './types.js';

/** What is published, as one of both has it. */
interface Publication {
  version: number;
  stamp: string;
  libraries: string | null;
  ageSeconds: number | null;
}

const READ = `SELECT schema_version AS version, stamp, (SELECT md5(string_agg(id, ',' ORDER BY id)) FROM photoseek.library) AS libraries,
  extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float8 AS "ageSeconds" FROM photoseek.publication`;

/**
 * Compares what a replica shows with what the primary has.
 * @param primary `undefined`: it cannot be reached
 * @returns how the replica is
 * @throws PhotoseekError engine codes, of the replica
 */
export async function lookAtBoth(
  replica: Pick<ReadDatabase, 'server' | 'query'>,
  readPrimary: () => Promise<Publication | undefined>,
  { lag, maxLagMs }: { lag: ReplicaLag; maxLagMs: number },
): Promise<ReplicaStatus> {
  // The replica first: a change between both questions must not make it seem to be ahead.
  const there = await readPublication(replica);
  const primary = await readPrimary();
  if (there === undefined)
    return differ(`Nothing is published in ${replica.server}: it is no replica, or has not come so far yet.`);
  if (primary === undefined) return { state: 'used', lagSeconds: null, reason: null };
  if (there.version < primary.version)
    return differ(`${replica.server} has version ${there.version} of the tables, and the primary ${primary.version}.`);
  const stamps = { primary: BigInt(primary.stamp), replica: BigInt(there.stamp) };
  if (stamps.replica > stamps.primary || (stamps.replica === stamps.primary && there.libraries !== primary.libraries))
    return differ(`${replica.server} holds other libraries than the primary: it is no replica of it.`);
  const lagSeconds = lag.measure(stamps, performance.now(), there.ageSeconds ?? 0);
  if (lagSeconds * 1000 <= maxLagMs) return { state: 'used', lagSeconds, reason: null };
  const reason = `${replica.server} shows changes ${Math.round(lagSeconds)} seconds late, or later.`;
  return { state: 'behind', lagSeconds, reason };
}

/** @returns `undefined`: nothing is published there */
export async function readPublication(database: Pick<ReadDatabase, 'query'>): Promise<Publication | undefined> {
  const [there] = await database.query<{ there: string | null }>(
    "SELECT to_regclass('photoseek.publication')::text AS there",
  );
  if (there?.there == null) return undefined;
  return (await database.query<Publication>(READ))[0];
}

function differ(reason: string): ReplicaStatus {
  return { state: 'different', lagSeconds: null, reason };
}
