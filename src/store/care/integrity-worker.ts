/** The thread that has SQLite check a whole catalogue. */
import { parentPort, workerData } from 'node:worker_threads';
import { isDamage } from '../database/library-error.js';
import { openForReading } from '../database/open-for-reading.js';
import { MAX_ERRORS } from './check-integrity.js';

/** How long another process's write is waited for. */
const PATIENCE_MS = 10_000;

function check(file: string): string[] {
  const db = openForReading(file, PATIENCE_MS);
  try {
    const rows = db.pragma(`integrity_check(${MAX_ERRORS})`) as { integrity_check: string }[];
    const lines = rows.flatMap((row) => row.integrity_check.split('\n'));
    return lines.filter((line) => line !== 'ok').slice(0, MAX_ERRORS);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return [(error as Error).message];
  } finally {
    db.close();
  }
}

parentPort?.postMessage(check(workerData as string));
