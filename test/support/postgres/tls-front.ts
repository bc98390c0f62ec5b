import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** What a client sends first that wants TLS: the length of the message, and its number. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** Stands before a PostgreSQL that was built without TLS, and speaks it with clients as a server does that has it. */
export class TlsFront {
  /** Connections that were encrypted so far. */
  encrypted = 0;
  readonly #server: Server;
  #certificate: { cert: string; key: string };

  private constructor(target: URL, certificate: { cert: string; key: string }) {
    this.#certificate = certificate;
    this.#server = createServer((client) => {
      // A client that does not trust the certificate ends the connection.
      client.on('error', () => {});
      client.once('data', (first) => this.#begin(client, first, target));
    });
  }

  /** @param target an address of the server behind it */
  static async start(target: string, certificate: { cert: string; key: string }): Promise<TlsFront> {
    const front = new TlsFront(new URL(target), certificate);
    front.#server.listen(0, '127.0.0.1');
    await once(front.#server, 'listening');
    return front;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** The certificate of connections from now on. */
  use(certificate: { cert: string; key: string }): void {
    this.#certificate = certificate;
  }

  stop(): void {
    this.#server.close();
  }

  #begin(client: Socket, first: Buffer, target: URL): void {
    const behind = connect(Number(target.port), target.hostname);
    behind.on('error', () => client.destroy());
    let inner: Socket = client;
    if (first.equals(SSL_REQUEST)) {
      client.write('S');
      inner = new TLSSocket(client, { isServer: true, ...this.#certificate });
      inner.on('error', () => behind.destroy());
      (inner as TLSSocket).on('secure', () => this.encrypted++);
    } else behind.write(first);
    inner.pipe(behind).pipe(inner);
  }
}
