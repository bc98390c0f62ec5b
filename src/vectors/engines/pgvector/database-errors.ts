import { PhotoseekError } from '../../../errors.js';
import { explainPasswordSources } from './password.js';

/** The message of the driver for a server that answers that it has no TLS. */
const HAS_NO_TLS = /does not support SSL/;

/** Codes of Node and of libpq's SQLSTATE classes that say that the server cannot be reached, or not now. */
const UNREACHABLE =
  /^(E(?:CONN\w+|HOST\w+|NET\w+|NOTFOUND|TIMEDOUT|PIPE|AI_AGAIN)|08\w{3}|57P0[1-5]|57014|25P03|53300)$/;

/** For tables that others have changed. */
export const REBUILD_HINT =
  'If its tables were changed by others: photoseek repair makes them anew, or DROP SCHEMA photoseek CASCADE; the library fills them again.';

/** Why a server refuses, by code or message, and how to go on. The first that fits is taken. */
const REFUSALS: readonly { fits: RegExp; explain: (message: string) => { says: string; hint: string } }[] = [
  {
    fits: /ERR_TLS_CERT_ALTNAME_INVALID/,
    explain: () => ({
      says: 'its certificate is made out to another host',
      hint: 'Name the host as the certificate does, or give sslmode=verify-ca where the authority signs for this server alone.',
    }),
  },
  {
    fits: /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/,
    explain: (message) => ({ says: message, hint: 'Renew the certificate of the server, and check the clocks.' }),
  },
  {
    fits: /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS|ERR_SSL|ERR_OSSL/,
    explain: (message) => ({
      says: `its certificate is not trusted (${message})`,
      hint: 'Name its authority: sslrootcert=FILE in the address, or PGSSLROOTCERT.',
    }),
  },
  {
    fits: HAS_NO_TLS,
    explain: () => ({
      says: 'it does not offer TLS, which sslmode asks for',
      hint: 'Turn on ssl in the server, or give sslmode=disable where nobody else is on the network.',
    }),
  },
  {
    fits: /password must be a string/i,
    explain: () => ({ says: 'it asks for a password, and there is none', hint: explainPasswordSources() }),
  },
  // SQLSTATE class 28: wrong password or user, or no rule for the host; 3D000: no such database; 42501: a right is missing.
  {
    fits: /^28P01/,
    explain: (message) => ({ says: message, hint: `Check the password. ${explainPasswordSources()}` }),
  },
  {
    fits: /^28.*no encryption/,
    explain: (message) => ({
      says: message,
      hint: 'Give sslmode=require, or better verify-full, or check pg_hba.conf.',
    }),
  },
  {
    fits: /^(28\w{3}|3D000|42501)/,
    explain: (message) => ({
      says: message,
      hint: 'Check the user, the database and its rights (docs/postgresql.md).',
    }),
  },
];

/**
 * An error of the database driver as one of the program: an unreachable server is told apart from one that refuses, because only the first is
 * worth another try.
 * @param server host and database, without user and password
 */
export function toEngineError(thrown: unknown, server: string): PhotoseekError {
  if (thrown instanceof PhotoseekError) return thrown;
  const { message, code = '' } = thrown as Error & { code?: string };
  const parts = { cause: thrown, details: { server } };
  const refusal = REFUSALS.find(({ fits }) => fits.test(`${code} ${message}`.trimStart()));
  if (refusal !== undefined && !UNREACHABLE.test(code)) {
    const { says, hint } = refusal.explain(message);
    return new PhotoseekError('engine-refused', `${server} refuses: ${says}.`, { ...parts, hint });
  }
  if (UNREACHABLE.test(code) || /timeout|terminated|SSL connection/i.test(message))
    return new PhotoseekError('engine-unreachable', `${server} cannot be reached: ${message || code}.`, {
      ...parts,
      hint: 'Start the server, or check the address. A library whose vectors are there answers words and filters without it.',
    });
  return new PhotoseekError('engine-failed', `${server} failed: ${message}.`, {
    ...parts,
    // SQLSTATE classes of objects and values that are not as they must be.
    ...(/^(0A|22|23|2B|42|55)/.test(code) && { hint: REBUILD_HINT }),
  });
}

/** Whether a server answered that it has no TLS. */
export function hasNoTls(thrown: unknown): boolean {
  return thrown instanceof Error && HAS_NO_TLS.test(thrown.message);
}
