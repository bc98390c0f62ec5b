import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';

/** The package is CommonJS; requiring it spares the module loader's detour on a cold start. */
export const Sqlite = createRequire(import.meta.url)('better-sqlite3') as typeof BetterSqlite3;
