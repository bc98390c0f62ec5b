import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

/** A proxy that lets programs reach one host. */
export interface RegistryOnly {
  /** For `HTTPS_PROXY`. */
  url: string;
  /** Other hosts that programs asked for. */
  refused: string[];
  close(): void;
}

/** Starts a proxy, on this machine, through which only the npm registry can be reached: any other host is refused and noted. */
export async function startRegistryOnly(host = 'registry.npmjs.org'): Promise<RegistryOnly> {
  const refused: string[] = [];
  const server = createServer((request, response) => {
    refused.push(request.url ?? '');
    response.writeHead(403).end();
  });
  server.on('connect', (request, client, head) => {
    const [name = '', port] = (request.url ?? '').split(':');
    client.on('error', () => {});
    if (name !== host) {
      refused.push(request.url ?? '');
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const upstream = connect(Number(port), name, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, refused, close: () => server.close() };
}
