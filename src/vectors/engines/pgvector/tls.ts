import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { PhotoseekError } from '../../../errors.js';

/** How connections are encrypted, as libpq names it. */
const MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;

/**
 * `prefer`: encrypted where the server offers it; `require`: encrypted, by whoever answers; `verify-ca`: its certificate is signed by a trusted authority;
 * `verify-full`: and it is made out to the host of the address.
 */
export type TlsMode = (typeof MODES)[number];

/** Paths of PEM files. */
export interface TlsFiles {
  /** Trusted authorities instead of those of Node; `system`: those of Node. */
  rootCert: string | undefined;
  /** Certificate and key of the client, where the server asks for them. */
  cert: string | undefined;
  key: string | undefined;
}

/** @throws PhotoseekError `bad-argument` */
export function checkSslMode(mode: string | undefined): TlsMode {
  if (mode === undefined) return 'prefer';
  if (MODES.includes(mode as TlsMode)) return mode as TlsMode;
  throw new PhotoseekError('bad-argument', `sslmode must be one of ${MODES.join(', ')}, got ${mode}.`);
}

/**
 * The ways to connect, in the order in which they are tried: `false` is without TLS.
 * @throws PhotoseekError `bad-argument` for files that cannot be read
 */
export function listTlsOptions(mode: TlsMode, files: TlsFiles): (ConnectionOptions | false)[] {
  if (mode === 'disable') return [false];
  const { rootCert } = files;
  const own = rootCert === 'system' ? undefined : rootCert;
  // As libpq has it: who names an authority wants it checked.
  const isVerified = mode === 'verify-full' || mode === 'verify-ca' || (mode === 'require' && own !== undefined);
  const encrypted: ConnectionOptions = {
    ...readPem('ca', 'sslrootcert', own),
    ...readPem('cert', 'sslcert', files.cert),
    ...readPem('key', 'sslkey', files.key),
    rejectUnauthorized: isVerified,
    ...(mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
  };
  return mode === 'prefer' ? [encrypted, false] : [encrypted];
}

function readPem(option: 'ca' | 'cert' | 'key', parameter: string, path: string | undefined): ConnectionOptions {
  if (path === undefined) return {};
  try {
    return { [option]: readFileSync(path, 'utf8') };
  } catch (cause) {
    throw new PhotoseekError('bad-argument', `${parameter} must name a file that can be read, got ${path}.`, { cause });
  }
}
