import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A server, and who connects to it. */
export interface Login {
  host?: string | undefined;
  port?: number | undefined;
  database?: string | undefined;
  user?: string | undefined;
}

/** The password of a connection, from `PGPASSWORD` or a file of passwords as libpq has it; `undefined`: there is none. */
export function readPassword(login: Login, env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env['PGPASSWORD']) return env['PGPASSWORD'];
  const path = passwordFile(env);
  if (!isPrivate(path)) return undefined;
  for (const line of readFileSync(path, 'utf8').split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = line.match(/(?:\\.|[^\\:])+/g)?.map((field) => field.replace(/\\(.)/g, '$1')) ?? [];
    const [host, port, database, user, password] = fields;
    const wanted = [login.host ?? 'localhost', `${login.port ?? 5432}`, login.database, login.user];
    if ([host, port, database, user].every((field, i) => field === '*' || field === wanted[i])) return password;
  }
  return undefined;
}

/** For people whose password was missing or wrong. */
export function explainPasswordSources(env: NodeJS.ProcessEnv = process.env): string {
  const path = passwordFile(env);
  if (!env['PGPASSWORD'] && isPrivate(path) === false)
    return `${path} is not read, because others may read it: chmod 600 ${path}`;
  return 'It comes from PGPASSWORD, or from a line host:port:database:user:password in ~/.pgpass (or PGPASSFILE).';
}

function passwordFile(env: NodeJS.ProcessEnv): string {
  if (env['PGPASSFILE']) return env['PGPASSFILE'];
  if (process.platform !== 'win32') return join(homedir(), '.pgpass');
  return join(env['APPDATA'] ?? homedir(), 'postgresql', 'pgpass.conf');
}

/** Whether only its owner may read a file; `undefined`: there is none. */
function isPrivate(path: string): boolean | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile()) return undefined;
  return process.platform === 'win32' || (stats.mode & 0o077) === 0;
}
