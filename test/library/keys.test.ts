import { createHash } from 'node:crypto';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openLibrary } from '#src/library/open-library.js';
import type { KeyScope } from '#src/library/types/key-ring.js';
import type { Library } from '#src/library/types/library.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
let library: Library;

beforeAll(async () => {
  library = await openLibrary({ path: join(home, 'library'), oneShot: true });
});
afterAll(() => library.close());

describe('a key', () => {
  it('is known by its secret, which is not kept', async () => {
    const { key, secret } = await library.keys.create({ name: ' tablet ' });
    expect(secret).toMatch(/^psk_[\w-]{43}$/);
    expect(key).toMatchObject({
      name: 'tablet',
      scopes: ['search'],
      folder: null,
      lastUsedAtMs: null,
      revokedAtMs: null,
    });
    expect((await library.keys.check(secret))?.id).toBe(key.id);
    const written = Buffer.concat(
      await Promise.all(['catalogue.db', 'catalogue.db-wal'].map((name) => readFile(join(library.path, name)))),
    );
    expect(written.includes(secret)).toBe(false);
    expect(written.includes(createHash('sha256').update(secret).digest())).toBe(true);
  });

  it('never has the secret of another', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => library.keys.create({ name: 'one of many' })));
    expect(new Set(made.map(({ secret }) => secret)).size).toBe(20);
  });

  it.each(['', 'psk_', 'psk_wrong', 'x'.repeat(10_000), 'psk_\0', '%'])('is not known by %j', async (secret) => {
    expect(await library.keys.check(secret)).toBeUndefined();
  });

  it('is of no use once it was revoked, and stays in the list', async () => {
    const { key, secret } = await library.keys.create({ name: 'lost phone' });
    await library.keys.revoke(key.id);
    expect(await library.keys.check(secret)).toBeUndefined();
    const listed = (await library.keys.list()).find(({ id }) => id === key.id);
    expect(listed?.revokedAtMs).toBeGreaterThan(0);
    await library.keys.revoke(key.id);
    expect((await library.keys.list()).find(({ id }) => id === key.id)).toEqual(listed);
  });

  it.each([999_999, 0, -1, 1.5, Number.NaN])('%d cannot be revoked when there is none', async (id) => {
    await expect(library.keys.revoke(id)).rejects.toMatchObject({ code: 'key-not-found', kind: 'not-found' });
  });

  it('remembers when it was used, a minute apart at least', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const { key, secret } = await library.keys.create({ name: 'used' });
      const lastUsed = async () => (await library.keys.list()).find(({ id }) => id === key.id)?.lastUsedAtMs;
      await library.keys.check(secret);
      const first = await lastUsed();
      expect(first).toBe(Date.now());
      vi.advanceTimersByTime(30_000);
      await library.keys.check(secret);
      expect(await lastUsed()).toBe(first);
      vi.advanceTimersByTime(40_000);
      await library.keys.check(secret);
      expect(await lastUsed()).toBe(Date.now());
    } finally {
      vi.useRealTimers();
    }
  });

  it.each<[KeyScope, KeyScope[]]>([
    ['search', ['search']],
    ['index', ['search', 'index']],
    ['admin', ['search', 'index', 'admin', 'embed', 'sensitive']],
    ['embed', ['embed']],
    ['sensitive', ['search', 'sensitive']],
  ])('with the scope %s has %j', async (scope, scopes) => {
    expect((await library.keys.create({ name: scope, scopes: [scope] })).key.scopes).toEqual(scopes);
  });

  it('may be for one folder, by its real path, for searching alone', async () => {
    await mkdir(join(home, 'real'), { recursive: true });
    await symlink(join(home, 'real'), join(home, 'link'));
    const { key } = await library.keys.create({ name: 'guest', folder: join(home, 'link/') });
    expect(key.folder).toBe(join(home, 'real'));
    const bad = { code: 'bad-argument', message: expect.stringContaining('only search') };
    await expect(library.keys.create({ name: 'x', folder: home, scopes: ['index'] })).rejects.toMatchObject(bad);
    await expect(library.keys.create({ name: 'x', folder: join(home, 'nowhere') })).rejects.toMatchObject({
      code: 'path-not-found',
    });
  });

  it.each([
    { name: '' },
    { name: '   ' },
    { name: 'x'.repeat(101) },
    { name: 'x', scopes: [] },
    { name: 'x', scopes: ['root' as KeyScope] },
  ])('cannot be made of %j', async (options) => {
    await expect(library.keys.create(options)).rejects.toMatchObject({ code: 'bad-argument' });
  });

  it('is known to another process that has the library open', async () => {
    const other = await openLibrary({ path: library.path, oneShot: true });
    const { key, secret } = await other.keys.create({ name: 'elsewhere' });
    expect((await library.keys.check(secret))?.name).toBe('elsewhere');
    await other.keys.revoke(key.id);
    expect(await library.keys.check(secret)).toBeUndefined();
    await other.close();
    for (const call of [
      other.keys.list(),
      other.keys.check(secret),
      other.keys.revoke(1),
      other.keys.create({ name: 'x' }),
    ])
      await expect(call).rejects.toMatchObject({ code: 'library-closed' });
  });
});
