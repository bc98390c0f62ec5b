/** nginx and Caddy with the configurations that docs/proxy.md shows, where these programs are installed. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { makeTemporaryFolder } from '../temporary-folder.js';

const home = makeTemporaryFolder();
const DOCS = new URL('../../../docs/proxy.md', import.meta.url);
/** The address in the configurations. */
const DOCUMENTED = '127.0.0.1:7878';

/** A program with a configuration: the blocks of a language in docs/proxy.md, in their order. */
export type ProxyProgram = 'nginx' | 'caddy';

/** Whether a proxy, and what its test needs besides, can be started here. */
export function isInstalled(proxy: ProxyProgram): boolean {
  const runs = (program: string, ...args: string[]) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;
  return proxy === 'nginx' ? runs('nginx', '-v') && runs('openssl', 'version') : runs('caddy', 'version');
}

/** An answer of the proxy. */
export interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  text: string;
}

/** A running proxy. */
export interface RunningProxy {
  /** The scheme, name and port that it is reached by. */
  origin: string;
  ask(path: string, options?: { method?: string; headers?: Record<string, string>; body?: string }): Promise<Answer>;
}

/**
 * Starts a proxy over HTTPS on a free port of loopback with a configuration of docs/proxy.md; it ends with the test.
 * @param block which of the blocks of its language, or a configuration
 * @param target address of the server behind it, in place of the documented one
 * @param name the host that the configuration is for
 */
export async function startRealProxy(
  proxy: ProxyProgram,
  block: number | string,
  target: string,
  name: string,
): Promise<RunningProxy> {
  const documented = typeof block === 'number' ? readBlock(proxy, block) : block;
  const configured = documented.replaceAll(DOCUMENTED, new URL(target).host);
  if (configured === documented) throw new Error(`No ${DOCUMENTED} in the configuration.`);
  const port = await findFreePort();
  const child = proxy === 'nginx' ? startNginx(configured, port, name) : await startCaddy(configured, port);
  onTestFinished(() => end(child));
  const origin = `https://${name}:${port}`;
  const ask: RunningProxy['ask'] = (path, { method = 'GET', headers = {}, body } = {}) =>
    new Promise((done, fail) => {
      const to = { host: '127.0.0.1', port, servername: name, rejectUnauthorized: false, path, method };
      const outgoing = request({ ...to, headers: { Host: `${name}:${port}`, ...headers } }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () =>
          done({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(parts).toString() }),
        );
      });
      outgoing.on('error', fail);
      outgoing.end(body);
    });
  for (let i = 0; i < 100; i++) {
    const isUp = await ask('/').then(
      () => true,
      () => false,
    );
    if (isUp) return { origin, ask };
    await new Promise((wait) => setTimeout(wait, 50));
  }
  throw new Error(`${proxy} did not start.`);
}

/** A configuration of docs/proxy.md. */
export function readBlock(language: ProxyProgram, index: number): string {
  const blocks = [...readFileSync(DOCS, 'utf8').matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  const found = blocks.filter(([, of]) => of === language)[index];
  if (found === undefined) throw new Error(`docs/proxy.md has no block ${index} of ${language}.`);
  return found[2] as string;
}

function startNginx(locations: string, port: number, name: string): ChildProcess {
  const [key, certificate] = [join(home, 'key.pem'), join(home, 'certificate.pem')];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${name}`, '-keyout', key, '-out', certificate],
    { stdio: 'ignore' },
  );
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${join(home, of)};`);
  const file = join(home, `nginx-${port}.conf`);
  writeFileSync(
    file,
    `daemon off; pid ${join(home, `nginx-${port}.pid`)}; error_log stderr;
    events {}
    http {
      access_log off; ${paths.join(' ')}
      server {
        listen 127.0.0.1:${port} ssl; server_name ${name};
        ssl_certificate ${certificate}; ssl_certificate_key ${key};
        ${locations}
      }
    }`,
  );
  return spawn('nginx', ['-e', 'stderr', '-p', home, '-c', file], { stdio: 'ignore' });
}

/** With a certificate of its own authority, which it installs nowhere. */
async function startCaddy(sites: string, port: number): Promise<ChildProcess> {
  const file = join(home, `Caddyfile-${port}`);
  const options = ['admin off', 'local_certs', 'skip_install_trust', 'auto_https disable_redirects'];
  const ports = [`https_port ${port}`, `http_port ${await findFreePort()}`];
  writeFileSync(
    file,
    `{\n${[...options, ...ports, `storage file_system ${join(home, 'caddy')}`].join('\n')}\n}\n${sites}`,
  );
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home };
  return spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', file], { stdio: 'ignore', env });
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
}
