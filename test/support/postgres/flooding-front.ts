import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands before a PostgreSQL, and repeats the first row with two columns without end: an answer of nobody's making. */
export class FloodingFront {
  /** Rows that were sent too many. */
  sent = 0;
  readonly #server: Server;

  private constructor(target: URL) {
    this.#server = createServer((client) => {
      const behind = connect(Number(target.port), target.hostname);
      for (const socket of [client, behind]) socket.on('error', () => {});
      client.pipe(behind);
      behind.on('data', (chunk) => {
        const row = findRow(chunk);
        client.write(chunk.subarray(0, row?.end));
        if (row === undefined) return;
        behind.destroy();
        void this.#flood(client, chunk.subarray(row.start, row.end));
      });
    });
  }

  static async start(target: string): Promise<FloodingFront> {
    const front = new FloodingFront(new URL(target));
    front.#server.listen(0, '127.0.0.1');
    await once(front.#server, 'listening');
    return front;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  stop(): void {
    this.#server.close();
  }

  async #flood(client: Socket, row: Buffer): Promise<void> {
    const many = Buffer.concat(Array.from({ length: 1000 }, () => row));
    while (!client.destroyed && this.sent < 10_000_000) {
      this.sent += 1000;
      if (!client.write(many)) await Promise.race([once(client, 'drain'), once(client, 'close')]).catch(() => {});
    }
  }
}

/** A message is a letter, the length of the rest, and the rest; that of a row begins with the number of its columns. */
function findRow(chunk: Buffer): { start: number; end: number } | undefined {
  for (let start = 0; start + 7 <= chunk.length; ) {
    const end = start + 1 + chunk.readUInt32BE(start + 1);
    if (chunk[start] === 'D'.charCodeAt(0) && chunk.readUInt16BE(start + 5) === 2) return { start, end };
    start = end;
  }
  return undefined;
}
