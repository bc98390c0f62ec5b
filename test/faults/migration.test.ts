import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { Catalogue } from '#src/store/catalogue.js';
import { SCHEMA_VERSION } from '#src/store/database/migrations.js';
import { CATALOGUE_FILE } from '#src/store/database/open-database.js';
import { nextFolder } from '../support/libraries/catalogues.js';
import { fillSchema5, makeOldCatalogue } from '../support/libraries/old-catalogue.js';

/** The schema before frames and regions: its migration is the longest. */
const OLD_SCHEMA = 5;
const PHOTOS = 30_000;
const DIM = 64;
const KILLS = 10;

/** Opens a library in another process, which says so before and after. */
function openElsewhere(folder: string) {
  const program = `
    const { Catalogue } = await import(${JSON.stringify(import.meta.resolve('#src/store/catalogue.js'))});
    console.log('opening');
    new Catalogue(${JSON.stringify(folder)}, { create: false }).close();
    console.log('opened');
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { child, opening: once(child.stdout, 'data'), ended: once(child, 'close') };
}

function inspect(folder: string): { version: number; tables: string[]; vectors: string } {
  const db = new Database(join(folder, CATALOGUE_FILE));
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    const tables = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .pluck()
      .all() as string[];
    const vectors = db
      .prepare("SELECT count(*) || ' ' || sum(id) || ' ' || max(hex(data)) FROM vector")
      .pluck()
      .get() as string;
    return { version: db.pragma('user_version', { simple: true }) as number, tables, vectors };
  } finally {
    db.close();
  }
}

describe('a migration that is killed', () => {
  const original = nextFolder();
  let tookMs = 0;
  let before: ReturnType<typeof inspect>;
  let after: ReturnType<typeof inspect>;

  beforeAll(async () => {
    const db = makeOldCatalogue(original, OLD_SCHEMA);
    fillSchema5(db, PHOTOS, DIM);
    db.close();
    before = inspect(original);
    const whole = nextFolder();
    cpSync(original, whole, { recursive: true });
    const { opening, ended } = openElsewhere(whole);
    await opening;
    const startedAt = performance.now();
    await ended;
    tookMs = performance.now() - startedAt;
    after = inspect(whole);
  }, 120_000);

  it('has the old schema or the new one at ten moments, and the next open completes it', async () => {
    expect([before.version, after.version, after.vectors]).toEqual([OLD_SCHEMA, SCHEMA_VERSION, before.vectors]);
    const found: number[] = [];
    for (let i = 0; i < KILLS; i++) {
      const folder = nextFolder();
      cpSync(original, folder, { recursive: true });
      const { child, opening, ended } = openElsewhere(folder);
      await opening;
      await sleep((tookMs * (i + 0.5)) / KILLS);
      child.kill('SIGKILL');
      await ended;
      const killed = inspect(folder);
      expect(killed).toEqual(killed.version === SCHEMA_VERSION ? after : before);
      found.push(killed.version);
      const catalogue = new Catalogue(folder, { create: false });
      expect(catalogue.checks.findDanglingRows()).toEqual(new Map());
      expect(catalogue.checks.countLooseRows()).toEqual({ contents: 0, frameless: 0, regionless: 0, vectorless: 0 });
      expect(catalogue.checks.compareFilters()).toEqual({ examined: PHOTOS, wrong: 0 });
      expect([catalogue.counts.photos(), catalogue.spaces.isComplete(1)]).toEqual([PHOTOS, true]);
      catalogue.close();
      expect(inspect(folder)).toEqual(after);
      // The next backup deletes the remains of a killed one.
      expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      expect(readdirSync(folder).filter((name) => /^backup-.*\.db$/.test(name)).length).toBeGreaterThan(0);
    }
    // Otherwise nothing was interrupted.
    expect(found).toContain(OLD_SCHEMA);
  }, 300_000);
});
