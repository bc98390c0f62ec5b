import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';

/** The only place that names the package. It is CommonJS: `require` loads it faster on a cold start than `import`. */
export const Sqlite = createRequire(import.meta.url)('better-sqlite3') as typeof BetterSqlite3;
