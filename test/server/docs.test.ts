// docs/security.md says which test holds each promise: the tests must be there, under that name.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const security = read('docs/security.md');

describe('docs/security.md', () => {
  it('names test files that are there', () => {
    const named = [...security.matchAll(/`((?:server|library|media|mcp)\/[\w./-]+\.test\.ts)`/g)].map(
      ([, path]) => path,
    );
    expect(named.length).toBeGreaterThan(20);
    for (const path of named) expect([path, existsSync(new URL(`../${path}`, import.meta.url))]).toEqual([path, true]);
  });

  it('quotes titles that these have', () => {
    const quoted = [...security.matchAll(/`([\w/.-]+\.test\.ts)`: ((?:"[^"]+"(?:, )?)+)/g)];
    expect(quoted.length).toBeGreaterThan(8);
    for (const [, path, titles] of quoted) {
      for (const [, title] of String(titles).matchAll(/"([^"]+)"/g)) {
        expect([path, title, read(`test/${path}`).includes(String(title))]).toEqual([path, title, true]);
      }
    }
  });

  it('says how many bytes bodies may have', () => {
    expect(read('src/server/middleware/read-request.ts')).toContain('MAX_JSON_BYTES = 20 * 1024 * 1024');
    expect(read('src/server/middleware/receive-image.ts')).toContain('MAX_UPLOAD_MEGABYTES = 50');
    for (const said of ['20 MB of JSON', 'eight images of 50 MB', '64 KB of headers']) expect(security).toContain(said);
  });
});
