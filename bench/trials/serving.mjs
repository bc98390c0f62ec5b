import { execFile, execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildGraphs } from '../../dist/library/published/publish/vector-graphs.js';
import { ensureSchema } from '../../dist/library/published/schema.js';
import { Database } from '../../dist/vectors/engines/pgvector/database.js';
import { benchFolder } from '../support/corpus.mjs';
import { fillPublished } from '../support/published-scale.mjs';

const SERVER = fileURLToPath(new URL('../../scripts/test-postgres.sh', import.meta.url));
const RUN = fileURLToPath(new URL('../support/published-run.mjs', import.meta.url));
const SETTINGS = '-c shared_buffers=1GB -c max_wal_size=4GB -c maintenance_work_mem=1GB';
const run = promisify(execFile);

export const serving = {
  name: 'serving',
  about:
    'a server of published libraries: pages without words, filters with vectors, counts (--vectors N photos, default 200,000)',
  async run({ isQuick, vectors = isQuick ? 20_000 : 200_000 }) {
    const folder = benchFolder('serving-postgres');
    rmSync(join(folder, 'data'), { recursive: true, force: true });
    const address = execFileSync(SERVER, ['start', folder, SETTINGS], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .trim()
      .split('\n')
      .at(-1);
    try {
      const database = await Database.open(address, { answerTimeoutMs: 3_600_000 });
      await ensureSchema(database);
      const space = await fillPublished(database, vectors);
      await buildGraphs(database, [space]);
      await database.query('VACUUM ANALYZE');
      await database.close();
      const { before, after, results } = JSON.parse((await run(process.execPath, [RUN, address, '7'])).stdout);
      return [
        ...results.flatMap(({ what, p50, p95 }) => [
          { what: `${what}, p50`, value: p50, unit: 'ms' },
          { what: `${what}, p95`, value: p95, unit: 'ms' },
        ]),
        { what: 'memory of the server before', value: before, unit: 'MB' },
        { what: 'memory of the server after', value: after, unit: 'MB' },
      ];
    } finally {
      execFileSync(SERVER, ['stop', folder], { stdio: 'ignore' });
    }
  },
};
