import { PhotoseekError } from '../../../errors.js';
import { checkSslMode, type TlsFiles, type TlsMode } from './tls.js';

/** A database, and how to connect to it. The password is not a part of it. `undefined`: as the driver has it, from `PGUSER` and so on. */
export interface ServerAddress {
  /** Host, port and database, for messages: neither user nor password. */
  server: string;
  host: string;
  port: number | undefined;
  user: string | undefined;
  database: string | undefined;
  /** Settings of the connections: `-c name=value`. */
  options: string | undefined;
  tlsMode: TlsMode;
  tlsFiles: TlsFiles;
}

/** Parameters that an address may have, as libpq names them. A misspelt one must not leave a connection without TLS. */
const PARAMETERS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'host', 'port', 'options'] as const;

const PASSWORD_HINT = 'The password comes from PGPASSWORD or from ~/.pgpass.';

/**
 * Reads an address as libpq does: what it does not say comes from `PGHOST`, `PGSSLMODE`, `PGSSLROOTCERT` and so on.
 * @throws PhotoseekError `bad-argument`: no such address, an unknown parameter or `sslmode`, or an address with a password
 */
export function readServerAddress(text: string, env: NodeJS.ProcessEnv = process.env): ServerAddress {
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text))
    throw new PhotoseekError(
      'bad-argument',
      'The address of vectors must be like postgres://user@host:5432/database.',
      { hint: PASSWORD_HINT },
    );
  const url = new URL(text);
  // Addresses are shown by ps, stored by shells and copied into reports.
  if (url.password !== '' || url.searchParams.has('password'))
    throw new PhotoseekError('bad-argument', 'The address of vectors must not hold a password.', {
      hint: PASSWORD_HINT,
    });
  checkParameters(url.searchParams);
  const read = (name: (typeof PARAMETERS)[number]) =>
    url.searchParams.get(name) || env[`PG${name.toUpperCase()}`] || undefined;
  const { hostname, username, pathname } = url;
  const ownHost = url.searchParams.get('host') || decodeURIComponent(hostname).replace(/^\[(.+)\]$/, '$1');
  const host = ownHost || env['PGHOST'] || 'localhost';
  const port = url.port || read('port');
  const database = decodeURIComponent(pathname.slice(1)) || env['PGDATABASE'] || undefined;
  const tlsMode = checkSslMode(read('sslmode'));
  return {
    server: `${host.includes(':') ? `[${host}]` : host}${port ? `:${port}` : ''}${database ? `/${database}` : ''}`,
    host,
    port: port === undefined ? undefined : Number(port),
    user: decodeURIComponent(username) || undefined,
    database,
    options: read('options'),
    // Nobody listens on a socket of this machine.
    tlsMode: host.startsWith('/') ? 'disable' : tlsMode,
    tlsFiles: { rootCert: read('sslrootcert'), cert: read('sslcert'), key: read('sslkey') },
  };
}

function checkParameters(given: URLSearchParams): void {
  const unknown = [...given.keys()].find((name) => !PARAMETERS.some((known) => known === name));
  if (unknown === undefined) return;
  const known = PARAMETERS.join(', ');
  throw new PhotoseekError('bad-argument', `The address of vectors may have ${known} after "?", got ${unknown}.`);
}
