import { PhotoseekError } from '../../../errors.js';

/** Codes of Node and of libpq's SQLSTATE classes that say that the server cannot be reached, or not now. */
const UNREACHABLE = /^(E(?:CONN\w+|HOST\w+|NET\w+|NOTFOUND|TIMEDOUT|PIPE|AI_AGAIN)|08\w{3}|57P0[1-5]|53300)$/;

/** SQLSTATE class 28: wrong password or user; 3D000: no such database; 42501: a right is missing. */
const REFUSED = /^(28\w{3}|3D000|42501)$/;

/** Codes of OpenSSL and of Node for certificates that are not trusted. */
const UNTRUSTED = /CERT|SELF_SIGNED|ERR_TLS|UNABLE_TO_VERIFY/;

/**
 * An error of the database driver as one of the program: an unreachable server is told apart from one that refuses, because only the first is
 * worth another try.
 * @param server host and database, without user and password
 */
export function toEngineError(thrown: unknown, server: string): PhotoseekError {
  if (thrown instanceof PhotoseekError) return thrown;
  const { message, code = '' } = thrown as Error & { code?: string };
  const parts = { cause: thrown, details: { server } };
  if (UNTRUSTED.test(code))
    return new PhotoseekError('engine-refused', `The certificate of ${server} is not trusted: ${message}.`, {
      ...parts,
      hint: 'Name its authority: sslrootcert=FILE in the address, or NODE_EXTRA_CA_CERTS.',
    });
  if (REFUSED.test(code))
    return new PhotoseekError('engine-refused', `${server} refuses: ${message}.`, {
      ...parts,
      hint: 'Give the password in PGPASSWORD or in ~/.pgpass, and check the user, the database and its rights.',
    });
  if (UNREACHABLE.test(code) || /timeout|terminated|SSL connections/i.test(message))
    return new PhotoseekError('engine-unreachable', `${server} cannot be reached: ${message}.`, {
      ...parts,
      hint: 'Words and filters are answered without it. Start the server, or check the address.',
    });
  return new PhotoseekError('engine-failed', `${server} failed: ${message}.`, parts);
}
