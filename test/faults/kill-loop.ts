/**
 * Kills photoseek at random moments while it indexes, deletes, indexes again, watches and searches, then looks whether anything is lost, left
 * over, done twice or answered differently. Everything follows from a seed.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { openLibrary } from '#src/index.js';
import { createRandom, makePicture } from '../support/images/random-images.js';
import { type Running, runCommand, startCommand } from '../support/processes/run-command.js';

/** How long a loop is. */
export interface LoopOptions {
  seed: number;
  kills: number;
  /** Pictures in the tree at the start. */
  photos: number;
}

/** The counts of a loop. */
export interface LoopReport {
  /** Processes that SIGKILL ended. */
  killed: number;
  /** Processes that were done before. */
  ended: number;
  byKind: Record<string, number>;
  encodedTwice: number;
}

type Kind = 'index' | 'watch' | 'search';

/** A row of the catalogue that must be exactly what lies on the disk. */
interface KnownFile {
  path: string;
  size: number;
  mtimeMs: number;
}

/** One transaction of the pipeline: what a kill may cost. */
const BATCH_IN_FLIGHT = 64;

/** A tree and a library that are treated badly. */
export class KillLoop {
  readonly photos: string;
  readonly library: string;
  readonly #random: () => number;
  readonly #options: LoopOptions;
  #pictures = 0;
  #changes = 0;

  constructor(home: string, options: LoopOptions) {
    this.photos = join(home, 'photos');
    this.library = join(home, 'library');
    this.#random = createRandom(options.seed);
    this.#options = options;
  }

  async run(): Promise<LoopReport> {
    mkdirSync(join(this.photos, 'below'), { recursive: true });
    for (let i = 0; i < this.#options.photos; i++) await this.#add();
    // Made once in peace, so that also a search that comes first has a library.
    await (await openLibrary({ path: this.library })).close();
    const report: LoopReport = { killed: 0, ended: 0, byKind: {}, encodedTwice: 0 };
    const kinds: Kind[] = ['index', 'watch', 'index', 'search', 'index'];
    for (let turn = 0; report.killed < this.#options.kills; turn++) {
      const kind = kinds[turn % kinds.length] as Kind;
      if (this.#random() < 0.7) await this.#changeTree(1 + Math.floor(6 * this.#random()));
      const known = this.#readKnown();
      const toDo = this.#countUnknown(known);
      const running = this.#start(kind);
      if (kind === 'watch' && this.#random() < 0.5) {
        await sleep(400 * this.#random());
        await this.#changeTree(3);
      }
      await this.#killSoon(running);
      const { signal, stdout, stderr, code } = await running.ended;
      if (signal === 'SIGKILL') {
        report.killed++;
        report.byKind[kind] = (report.byKind[kind] ?? 0) + 1;
      } else {
        report.ended++;
        if (code !== 0) throw new Error(`${kind} ended with ${code}: ${stderr}`);
      }
      if (kind === 'index') this.#checkPlan(stdout, toDo, report);
      this.#checkCatalogue();
    }
    return report;
  }

  /** An undisturbed run at the end, and one over the same tree from nothing. @returns the other library */
  async finish(): Promise<string> {
    const whole = `${this.library}-undisturbed`;
    for (const library of [this.library, whole]) {
      const ended = await runCommand(['index', this.photos, '--library', library]);
      if (ended.code !== 0) throw new Error(ended.stderr);
    }
    return whole;
  }

  /** Path, hash and vector of every file, in the order of their paths: ids depend on who was first. */
  dump(library: string): { path: string; sha: string }[] {
    const db = new Database(join(library, 'catalogue.db'), { readonly: true });
    const rows = db
      .prepare(
        `SELECT path, file.size_bytes, mtime_ms, failure_code, hex(sha256) AS sha, width, height, hex(data) AS vector
         FROM file LEFT JOIN content ON content.id = file.content_id LEFT JOIN frame ON frame.content_id = content.id
         LEFT JOIN region ON region.frame_id = frame.id LEFT JOIN vector ON vector.region_id = region.id ORDER BY path`,
      )
      .all() as { path: string; sha: string }[];
    db.close();
    return rows;
  }

  /** The expected rows of the catalogue, read from the disk. */
  listTree(): { path: string; sha: string }[] {
    return this.#listFiles()
      .map((path) => ({ path, sha: createHash('sha256').update(readFileSync(path)).digest('hex').toUpperCase() }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  #start(kind: Kind): Running {
    const library = ['--library', this.library];
    if (kind === 'search')
      return startCommand(['search', this.#pick(['night', 'a red square', 'zebra']), '--json', ...library]);
    return startCommand([
      'index',
      this.photos,
      '--json',
      '--wait',
      ...(kind === 'watch' ? ['--watch'] : []),
      ...library,
    ]);
  }

  /** Half of them while they start, half when there is work under way. */
  async #killSoon(running: Running): Promise<void> {
    const ended = running.ended.then(() => true);
    if (this.#random() < 0.5) await Promise.race([ended, running.said(/"planned"|"results"/).catch(() => '')]);
    await Promise.race([ended, sleep(700 * this.#random())]);
    running.child.kill('SIGKILL');
  }

  /** Nothing that was written is done again: a run plans exactly what the catalogue does not know as it is. */
  #checkPlan(stdout: string, toDo: number, report: LoopReport): void {
    const line = stdout.split('\n').find((text) => text.startsWith('{"type":"planned"') && text.endsWith('}'));
    if (line === undefined) return;
    const planned = JSON.parse(line) as { toDo: number };
    if (planned.toDo > toDo) report.encodedTwice += planned.toDo - toDo;
  }

  #checkCatalogue(): void {
    const db = new Database(join(this.library, 'catalogue.db'));
    const one = (sql: string) => db.prepare(sql).pluck().get() as number;
    const wrong = {
      integrity: db.pragma('quick_check', { simple: true }) === 'ok' ? 0 : 1,
      references: (db.pragma('foreign_key_check') as unknown[]).length,
      phantoms: one(
        'SELECT count(*) FROM content WHERE id NOT IN (SELECT content_id FROM file WHERE content_id NOT NULL)',
      ),
      without: one(
        'SELECT count(*) FROM content WHERE id NOT IN (SELECT content_id FROM region JOIN vector ON region_id = region.id)',
      ),
    };
    // Every vector that was ever given an id is there, or is listed as removed.
    const given = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'vector'").pluck().get() as
      | number
      | undefined;
    const accounted = one('SELECT count(*) FROM vector') + one('SELECT count(*) FROM removed_vector');
    db.close();
    if (Object.values(wrong).some((n) => n !== 0)) throw new Error(`After a kill: ${JSON.stringify(wrong)}`);
    if ((given ?? 0) - accounted > BATCH_IN_FLIGHT)
      throw new Error(`${given} vectors were made, ${accounted} are accounted for.`);
  }

  #readKnown(): Map<string, KnownFile> {
    const db = new Database(join(this.library, 'catalogue.db'));
    const rows = db.prepare('SELECT path, size_bytes AS size, mtime_ms AS mtimeMs FROM file').all() as KnownFile[];
    db.close();
    return new Map(rows.map((row) => [row.path, row]));
  }

  #countUnknown(known: Map<string, KnownFile>): number {
    return this.#listFiles().filter((path) => {
      const { size, mtimeMs } = statSync(path);
      const row = known.get(path);
      return row === undefined || row.size !== size || row.mtimeMs !== mtimeMs;
    }).length;
  }

  async #changeTree(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const files = this.#listFiles();
      const file = this.#pick(files);
      const what = this.#random();
      if (what < 0.35 || files.length < this.#options.photos / 2) await this.#add();
      else if (what < 0.55) rmSync(file);
      else if (what < 0.7) renameSync(file, join(this.photos, `renamed-${++this.#changes}.jpg`));
      else if (what < 0.85)
        writeFileSync(file, await makePicture(100_000 + ++this.#changes, { width: 64, height: 48 }));
      else if (what < 0.95) writeFileSync(join(this.photos, `copy-${++this.#changes}.jpg`), readFileSync(file));
      else utimesSync(file, 1_000_000 + ++this.#changes, 1_000_000 + this.#changes);
    }
  }

  async #add(): Promise<void> {
    const n = ++this.#pictures;
    const folder = n % 3 === 0 ? join(this.photos, 'below') : this.photos;
    writeFileSync(join(folder, `${n}.jpg`), await makePicture(n, { width: 64, height: 48 }));
  }

  #listFiles(): string[] {
    return (readdirSync(this.photos, { recursive: true }) as string[])
      .map((name) => join(this.photos, name))
      .filter((path) => path.endsWith('.jpg'))
      .sort();
  }

  #pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#random() * items.length)] as T;
  }
}
