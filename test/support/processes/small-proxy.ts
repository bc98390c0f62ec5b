/** A reverse proxy as docs/proxy.md sets one up, small enough to be read: what nginx and Caddy do with a path and with headers. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** How it passes requests on. */
export interface ProxyOptions {
  /** Address of the server behind it. */
  target: string;
  /** Only addresses below it are passed on. */
  basePath: string;
  /** `strip`: without the base path, as `handle_path` of Caddy; `keep`: with it, as nginx where `proxy_pass` ends without a path. */
  path: 'strip' | 'keep';
  /** The name and scheme it is reached by from outside. */
  publicOrigin: string;
  /** Headers that say who asked for what. Default `true`. */
  isForwarding?: boolean;
}

/** Starts it on a free port of loopback; it ends with the test. @returns its address */
export async function startSmallProxy(options: ProxyOptions): Promise<string> {
  const { target, basePath, path, publicOrigin, isForwarding = true } = options;
  const { host, protocol } = new URL(publicOrigin);
  const server = createServer((incoming, outgoing) => {
    const url = incoming.url ?? '/';
    if (url !== basePath && !url.startsWith(`${basePath}/`)) {
      outgoing.writeHead(404).end('not here');
      return;
    }
    const passed = path === 'keep' ? url : url.slice(basePath.length) || '/';
    const before = incoming.headers['x-forwarded-for'];
    const forwarded = {
      'x-forwarded-for': [before, incoming.socket.remoteAddress].filter(Boolean).join(', '),
      'x-forwarded-proto': protocol.replace(':', ''),
      'x-forwarded-host': host,
    };
    const onward = request(target + passed, {
      method: incoming.method ?? 'GET',
      headers: { ...incoming.headers, host: new URL(target).host, ...(isForwarding ? forwarded : {}) },
    });
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(onward);
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', () => done());
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
