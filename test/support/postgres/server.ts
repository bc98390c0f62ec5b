import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '#src/vectors/engines/pgvector/database.js';
import { POSTGRES } from './address.js';

/** `initdb` refuses root. */
const USER = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** Parts of an address that differ from the usual one. */
export interface AddressParts {
  host?: string;
  user?: string;
  database?: string;
  port?: number;
  /** `sslmode=require&…` */
  parameters?: string;
}

/** Configuration of a server. */
export interface ServerOptions {
  /** Lines of postgresql.conf. */
  settings?: readonly string[];
  /** Lines of pg_hba.conf; default: everybody may connect without a password. */
  rules?: readonly string[];
}

/** A PostgreSQL of one test file that it may configure, stop and break; its programs are those of the server of `PHOTOSEEK_TEST_POSTGRES`. */
export class PostgresServer {
  /** Belongs to the server. */
  readonly folder: string;
  readonly #programs: string;
  readonly #port: number;

  private constructor(programs: string, folder: string, port: number) {
    this.#programs = programs;
    this.folder = folder;
    this.#port = port;
  }

  /** A server that runs until it is deleted. */
  static async start(programs: string, { settings = [], rules = ['host all all all trust'] }: ServerOptions = {}) {
    const folder = mkdtempSync(join(realpathSync(tmpdir()), 'photoseek-postgres-'));
    own(folder, 0o700);
    const server = new PostgresServer(programs, folder, await findFreePort());
    server.#run('initdb', ['-D', server.#data, '-U', 'photoseek', '--auth=trust', '-E', 'UTF8', '--no-locale', '-N']);
    server.configure({ settings, rules });
    server.start();
    return server;
  }

  /** A standby of this server, which must let `photoseek` replicate: a copy that follows it by streaming replication from now on. */
  async startReplica(): Promise<PostgresServer> {
    const folder = mkdtempSync(join(realpathSync(tmpdir()), 'photoseek-replica-'));
    own(folder, 0o700);
    const replica = new PostgresServer(this.#programs, folder, await findFreePort());
    const place = ['-h', '127.0.0.1', '-p', String(this.#port), '-U', 'photoseek'];
    // `-R` makes it a standby; a checkpoint at once, since nothing else waits for it.
    this.#run('pg_basebackup', ['-D', replica.#data, '-R', '-c', 'fast', ...place]);
    replica.configure({ settings: ['hot_standby = on'] });
    replica.start();
    return replica;
  }

  /** What it is from its next start on. */
  configure({ settings = [], rules }: ServerOptions): void {
    const own = [`port = ${this.#port}`, "listen_addresses = '127.0.0.1'", "unix_socket_directories = ''"];
    this.write('data/postgresql.conf', [...own, ...settings].join('\n'));
    if (rules !== undefined) this.write('data/pg_hba.conf', rules.join('\n'));
  }

  /** Writes a file that only the server and this test may read. @returns its path */
  write(name: string, content: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, `${content}\n`);
    own(path, 0o600);
    return path;
  }

  start(): void {
    this.#run('pg_ctl', ['-D', this.#data, '-l', join(this.folder, 'log'), '-w', 'start']);
  }

  /** `immediate`: as a power cut would. */
  stop(mode: 'fast' | 'immediate'): void {
    this.#run('pg_ctl', ['-D', this.#data, '-m', mode, '-w', 'stop'], { mayFail: true });
  }

  /** For `afterAll` of the tests that have started it. */
  delete(): void {
    this.stop('immediate');
    rmSync(this.folder, { recursive: true, force: true });
  }

  address({ host = '127.0.0.1', port = this.#port, ...parts }: AddressParts = {}): string {
    const { user = 'photoseek', database = 'postgres', parameters } = parts;
    return `postgres://${user}@${host}:${port}/${database}${parameters === undefined ? '' : `?${parameters}`}`;
  }

  get #data(): string {
    return join(this.folder, 'data');
  }

  /** Without pipes: the server would hold them. */
  #run(program: string, args: readonly string[], { mayFail = false } = {}): void {
    const { status, error } = spawnSync(join(this.#programs, program), args, { ...USER, stdio: 'ignore', cwd: '/' });
    if (status !== 0 && !mayFail) throw error ?? new Error(`${program} ended with ${status}; see ${this.folder}/log`);
  }
}

/** Where the programs of the server of `PHOTOSEEK_TEST_POSTGRES` are; `undefined`: there is none, or it runs elsewhere. */
export async function findServerPrograms(): Promise<string | undefined> {
  if (POSTGRES === undefined) return undefined;
  const database = await Database.open(POSTGRES);
  const [row] = await database.query<{ setting: string }>("SELECT setting FROM pg_config() WHERE name = 'BINDIR'");
  await database.close();
  return row !== undefined && existsSync(join(row.setting, 'initdb')) ? row.setting : undefined;
}

function own(path: string, mode: number): void {
  chmodSync(path, mode);
  if (USER.uid !== undefined) chownSync(path, USER.uid, USER.gid);
}

function findFreePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
