import type BetterSqlite3 from 'better-sqlite3';
import { requireNative } from '../../runtime/native-packages.js';

/** The only place that names the package. */
export const Sqlite = requireNative('better-sqlite3') as typeof BetterSqlite3;
