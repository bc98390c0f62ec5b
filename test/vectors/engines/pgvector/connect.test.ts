import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PhotoseekError } from '#src/errors.js';
import { Database } from '#src/vectors/engines/pgvector/database.js';
import { Authority, HAS_OPENSSL } from '../../../support/postgres/certificates.js';
import { type AddressParts, findServerPrograms, PostgresServer } from '../../../support/postgres/server.js';
import { TlsFront } from '../../../support/postgres/tls-front.js';
import { makeTemporaryFolder } from '../../../support/temporary-folder.js';

const PASSWORD = 'correct horse: battery\\staple';
const programs = await findServerPrograms();
const canRun = programs !== undefined && HAS_OPENSSL;
if (!canRun) console.warn('skipped: tests of TLS and passwords, which need PHOTOSEEK_TEST_POSTGRES here and openssl');

/** Opens a connection, asks something and closes it. */
async function connect(address: string): Promise<void> {
  const database = await Database.open(address);
  try {
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  } finally {
    await database.close();
  }
}

async function findError(address: string): Promise<PhotoseekError> {
  const error = await connect(address).then(
    () => undefined,
    (thrown: PhotoseekError) => thrown,
  );
  if (error === undefined) throw new Error('It should not connect.');
  const { message, hint, details } = error;
  expect(`${message} ${hint} ${JSON.stringify(details)}`).not.toContain('horse');
  return error;
}

describe.skipIf(!canRun)('a connection to PostgreSQL', () => {
  const folder = makeTemporaryFolder();
  let server: PostgresServer;
  let known: Authority;
  let unknown: Authority;

  beforeAll(async () => {
    known = new Authority(folder, 'known');
    unknown = new Authority(folder, 'unknown');
    const users = ['photoseek all trust', 'guarded all scram-sha-256'].map((user) => `host all ${user}`);
    server = await PostgresServer.start(programs as string, { rules: [...users, 'hostssl all encrypted all trust'] });
    const database = await Database.open(server.address());
    await database.query(`SET password_encryption = 'scram-sha-256'`);
    await database.query(`CREATE ROLE guarded LOGIN PASSWORD '${PASSWORD}'`);
    await database.query('CREATE ROLE encrypted LOGIN');
    await database.close();
  });
  afterAll(() => server?.delete());
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  describe('without TLS', () => {
    it('is made by many at once to a database that has no extension yet', async () => {
      for (let round = 0; round < 5; round++) {
        const database = await Database.open(server.address());
        await database.query(`CREATE DATABASE fresh${round}`);
        await database.close();
        await Promise.all(Array.from({ length: 6 }, () => connect(server.address({ database: `fresh${round}` }))));
      }
    });

    it('is made where none is asked for', async () => {
      await connect(server.address());
      await connect(server.address({ parameters: 'sslmode=disable' }));
    });

    it.each(['require', 'verify-ca', 'verify-full'])('is not made for sslmode=%s', async (mode) => {
      const error = await findError(server.address({ parameters: `sslmode=${mode}` }));
      expect(error).toMatchObject({ code: 'engine-refused', hint: expect.stringContaining('sslmode=disable') });
      expect(error.message).toMatch(/^127\.0\.0\.1:\d+\/postgres refuses: it does not offer TLS/);
      vi.stubEnv('PGSSLMODE', mode);
      expect((await findError(server.address())).code).toBe('engine-refused');
    });

    it('is refused with a sentence where the server wants TLS', async () => {
      expect(await findError(server.address({ user: 'encrypted' }))).toMatchObject({
        code: 'engine-refused',
        hint: expect.stringContaining('sslmode=require'),
      });
    });
  });

  describe('with TLS', () => {
    let front: TlsFront;
    beforeAll(async () => {
      front = await TlsFront.start(server.address(), known.sign('localhost', 2));
    });
    afterAll(() => front?.stop());
    const addressOf = (parts: AddressParts = {}) => server.address({ port: front.port, ...parts });

    /** @returns whether the connection was encrypted */
    async function isEncrypted(parts: AddressParts): Promise<boolean> {
      const { encrypted } = front;
      await connect(addressOf(parts));
      return front.encrypted > encrypted;
    }

    it('is encrypted where nothing is said, and not where TLS is turned off', async () => {
      expect(await isEncrypted({})).toBe(true);
      expect(await isEncrypted({ parameters: 'sslmode=require' })).toBe(true);
      expect(await isEncrypted({ parameters: 'sslmode=disable' })).toBe(false);
    });

    it.each(['verify-ca', 'verify-full'])(
      'is verified by the authority that is named, for sslmode=%s',
      async (mode) => {
        const parameters = `sslmode=${mode}&sslrootcert=${known.file}`;
        expect(await isEncrypted({ host: 'localhost', parameters })).toBe(true);
        vi.stubEnv('PGSSLROOTCERT', known.file);
        expect(await isEncrypted({ host: 'localhost', parameters: `sslmode=${mode}` })).toBe(true);
      },
    );

    it.each(['require', 'verify-ca', 'verify-full'])('refuses an unknown authority, for sslmode=%s', async (mode) => {
      const parameters = `sslmode=${mode}&sslrootcert=${unknown.file}`;
      const error = await findError(addressOf({ host: 'localhost', parameters }));
      expect(error).toMatchObject({ code: 'engine-refused', hint: expect.stringContaining('sslrootcert=') });
      expect(error.message).toMatch(/^localhost:\d+\/postgres refuses: its certificate is not trusted/);
    });

    it('refuses an authority that Node does not know', async () => {
      for (const mode of ['verify-ca', 'verify-full'])
        expect(await findError(addressOf({ host: 'localhost', parameters: `sslmode=${mode}` }))).toMatchObject({
          code: 'engine-refused',
          hint: expect.stringContaining('sslrootcert='),
        });
    });

    it('refuses a certificate of another host for verify-full only', async () => {
      const trusted = `sslrootcert=${known.file}`;
      expect(await isEncrypted({ parameters: `sslmode=verify-ca&${trusted}` })).toBe(true);
      const error = await findError(addressOf({ parameters: `sslmode=verify-full&${trusted}` }));
      expect(error).toMatchObject({ code: 'engine-refused', hint: expect.stringContaining('verify-ca') });
      expect(error.message).toMatch(/^127\.0\.0\.1:\d+\/postgres refuses: its certificate is made out to another host/);
    });

    it.each(['/no/such.crt', 'folder'])('names a file of authorities that cannot be read: %s', async (file) => {
      const path = file === 'folder' ? folder : file;
      const error = await findError(addressOf({ parameters: `sslmode=verify-full&sslrootcert=${path}` }));
      expect(error).toMatchObject({ code: 'bad-argument', message: expect.stringContaining(path) });
    });

    describe('and a password by scram-sha-256', () => {
      const address = () => addressOf({ user: 'guarded', parameters: 'sslmode=require' });

      /** @returns the file */
      function writePasswords(lines: readonly string[], mode = 0o600): string {
        const file = join(folder, 'passwords');
        writeFileSync(file, `${lines.join('\n')}\n`);
        chmodSync(file, mode);
        vi.stubEnv('PGPASSFILE', file);
        return file;
      }

      it('takes it from PGPASSWORD', async () => {
        vi.stubEnv('PGPASSWORD', PASSWORD);
        await connect(address());
      });

      it('takes it from the line of a file of passwords that fits', async () => {
        const { port } = new URL(address());
        const escaped = PASSWORD.replace(/[\\:]/g, '\\$&');
        writePasswords([
          '# of this test',
          'elsewhere:*:*:guarded:wrong',
          `127.0.0.1:${port}:postgres:guarded:${escaped}`,
        ]);
        await connect(address());
      });

      it('says that there is none', async () => {
        writePasswords(['elsewhere:*:*:guarded:wrong']);
        expect(await findError(address())).toMatchObject({
          code: 'engine-refused',
          message: expect.stringMatching(/^127\.0\.0\.1:\d+\/postgres refuses: it asks for a password/),
          hint: expect.stringContaining('PGPASSWORD'),
        });
      });

      it('says that it is wrong', async () => {
        vi.stubEnv('PGPASSWORD', 'horse');
        expect(await findError(address())).toMatchObject({
          code: 'engine-refused',
          message: expect.stringContaining('password authentication failed for user "guarded"'),
          hint: expect.stringContaining('Check the password'),
        });
      });

      it.skipIf(process.platform === 'win32')('does not read a file that others may read, and says so', async () => {
        const file = writePasswords([`*:*:*:guarded:${PASSWORD.replace(/[\\:]/g, '\\$&')}`], 0o640);
        expect(await findError(address())).toMatchObject({
          code: 'engine-refused',
          hint: `${file} is not read, because others may read it: chmod 600 ${file}`,
        });
      });
    });

    describe('and a certificate that expired', () => {
      beforeAll(() => front.use(known.sign('localhost', -1)));

      it.each(['verify-ca', 'verify-full'])('is refused for sslmode=%s', async (mode) => {
        const parameters = `sslmode=${mode}&sslrootcert=${known.file}`;
        expect(await findError(addressOf({ host: 'localhost', parameters }))).toMatchObject({
          code: 'engine-refused',
          message: expect.stringMatching(/^localhost:\d+\/postgres refuses: certificate has expired/),
          hint: expect.stringContaining('Renew'),
        });
      });
    });
  });
});
