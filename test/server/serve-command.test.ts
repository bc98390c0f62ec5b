// The built command: keys in the terminal, and a server that asks for them.
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runInProcess } from '../support/processes/command-in-process.js';
import { runCommand, startCommand } from '../support/processes/run-command.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const home = makeTemporaryFolder();
const env = { PHOTOSEEK_LIBRARY: join(home, 'library') };
const running: ReturnType<typeof startCommand>[] = [];
afterAll(() => {
  for (const { child } of running) child.kill('SIGKILL');
});

async function serve(...args: string[]) {
  const server = startCommand(['serve', '--port', '0', ...args], { env });
  running.push(server);
  const url = String((await server.said(/photoseek is at (http:\S+)/)).match(/http:\S+/)?.[0]);
  return { ...server, url };
}

describe('photoseek keys and serve', () => {
  it('are made, asked for, and revoked', async () => {
    const refused = await runInProcess(['serve', '--host', '0.0.0.0', '--port', '0'], { env });
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('photoseek keys create')]);

    const made = await runCommand(['keys', 'create', 'my tablet', '--scope', 'admin'], { env });
    expect([made.code, made.stdout]).toEqual([0, expect.stringMatching(/^psk_[\w-]{43}\n$/)]);
    const secret = made.stdout.trim();
    const { child, ended, url } = await serve('--host', '0.0.0.0', '--log-level', 'info');
    const ask = (path: string, key?: string) =>
      fetch(url + path, { headers: key === undefined ? {} : { Authorization: `Bearer ${key}` } });
    expect((await ask('/health')).status).toBe(200);
    const phone = await runInProcess(['keys', 'create', 'phone', '--qr', '--url', url, '--scope', 'sensitive'], {
      env,
    });
    const [link, top, ...drawn] = phone.stdout.split('\n');
    expect(link).toMatch(new RegExp(`^${url}/#key=psk_[\\w-]{43}$`));
    expect([top, drawn.length]).toEqual([expect.stringMatching(/^█+$/), expect.any(Number)]);
    const session = await (await ask('/api/v1/session', String(link?.split('#key=')[1]))).json();
    expect(session.scopes).toEqual(['search', 'sensitive']);
    expect((await ask('/api/v1/stats')).status).toBe(401);
    expect((await ask('/api/v1/search?q=confidential', secret)).status).toBe(200);
    const metrics = await (await ask('/metrics', secret)).text();
    expect(metrics).toMatch(/photoseek_stage_seconds_count\{stage="encode"\} [1-9]/);
    await expect.poll(async () => (await ask('/ready')).status).toBe(200);

    const listed = await runInProcess(['keys', 'list'], { env });
    expect(listed.stdout).toContain('my tablet');
    expect(listed.stdout).not.toContain(secret);
    expect((await runInProcess(['keys', 'revoke', '1'], { env })).code).toBe(0);
    expect((await ask('/api/v1/stats', secret)).status).toBe(401);
    expect((await ask('/api/v1/stats')).status).toBe(401);
    expect((await runInProcess(['keys', 'revoke', '7'], { env })).stderr).toContain('[key-not-found]');

    child.kill('SIGTERM');
    const { code, stderr } = await ended;
    expect(code).toBe(0);
    const lines = stderr.split('\n').filter((line) => line.startsWith('{'));
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ operation: 'searchByText', key: 'my tablet', res: { status: 200 } }),
    );
    expect(stderr).not.toMatch(/confidential|psk_/);
  });

  it('hide sensitive photos, and respond to malformed and too long requests with a problem document', async () => {
    // The last key that is left: this machine needs none now.
    expect((await runInProcess(['keys', 'revoke', '2'], { env })).code).toBe(0);
    const { child, ended, url } = await serve('--hide-sensitive');
    const { scopes } = await (await fetch(`${url}/api/v1/session`)).json();
    expect(scopes).toEqual(['search', 'index', 'admin', 'embed']);
    const long = await fetch(`${url}/api/v1/search?q=${'x'.repeat(100_000)}`);
    expect([long.status, (await long.json()).code]).toEqual([431, 'headers-too-large']);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.end('HELO example.org\r\n\r\n');
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 400 .*"code":"bad-argument"/s);
    child.kill('SIGINT');
    expect((await ended).code).toBe(0);
  });
});
