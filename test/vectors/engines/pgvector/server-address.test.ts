import { describe, expect, it } from 'vitest';
import { readServerAddress } from '#src/vectors/engines/pgvector/server-address.js';

describe('the address of a database', () => {
  it.each([
    ['postgres://me@db.example.org:5433/photos', {}, 'db.example.org:5433/photos', 'prefer'],
    ['postgresql://db/photos?sslmode=verify-full', { PGSSLMODE: 'disable' }, 'db/photos', 'verify-full'],
    ['postgres:///photos', { PGHOST: 'inside', PGPORT: '6000', PGSSLMODE: 'require' }, 'inside:6000/photos', 'require'],
    ['postgres:///photos?host=/run/postgresql&sslmode=require', {}, '/run/postgresql/photos', 'disable'],
    ['postgres://me@db', { PGDATABASE: 'photos' }, 'db/photos', 'prefer'],
    ['postgres:///', {}, 'localhost', 'prefer'],
  ])('%s is read with its environment', (text, env, server, tlsMode) => {
    expect(readServerAddress(text, env)).toMatchObject({ server, tlsMode });
  });

  it('has parts that are escaped, and parameters', () => {
    const text =
      'postgres://me%40home@[::1]:6000/my%20photos?sslmode=verify-ca&sslrootcert=ca.crt&sslcert=me.crt&sslkey=me.key&options=-c%20x';
    expect(readServerAddress(text, {})).toEqual({
      server: '[::1]:6000/my photos',
      ...{ host: '::1', port: 6000, user: 'me@home', database: 'my photos', options: '-c x' },
      tlsMode: 'verify-ca',
      tlsFiles: { rootCert: 'ca.crt', cert: 'me.crt', key: 'me.key' },
    });
  });

  it.each([
    'postgres://me:s3cret@db/photos',
    'postgres://me@db/photos?password=s3cret',
    'postgres://me:s3cret@db/photos?sslmode=none',
    'postgres://me:s3cret@/photos',
    'mysql://me:s3cret@db/photos',
  ])('with a password is refused without showing it: %s', (text) => {
    let thrown: unknown;
    try {
      readServerAddress(text, {});
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'bad-argument', hint: expect.stringContaining('PGPASSWORD') });
    const { message, hint, details } = thrown as { message: string; hint: string; details: unknown };
    expect(`${message} ${hint} ${JSON.stringify(details)}`).not.toContain('s3cret');
  });

  it.each(['sslmode=none', 'sslmode=no-verify', 'ssl=true', 'sslmodus=verify-full'])('knows no %s', (parameter) => {
    expect(() => readServerAddress(`postgres://db/photos?${parameter}`, {})).toThrow(/sslmode/);
  });
});
