// With a FAKE library: where the server listens and how it stops.
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startServer } from '#src/server/app/listen.js';
import { closeWithinASecond } from '../../support/processes/close-within-a-second.js';
import { fakeAnswer, makeFakeLibrary } from '../fake-library.js';

const library = makeFakeLibrary();

describe('startServer', () => {
  it('listens on 127.0.0.1 and says where', async () => {
    const server = await startServer({ library, port: 0 });
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ status: 'ok' });
    await server.close();
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', 'example.org', '', '127.evil.example'])(
    'refuses the host "%s"',
    async (host) => {
      await expect(startServer({ library, host, port: 0 })).rejects.toMatchObject({
        code: 'bad-argument',
        message: expect.stringContaining('not a loopback address'),
      });
    },
  );

  it.each([-1, 65_536, 1.5, Number.NaN])('refuses the port %d', async (port) => {
    await expect(startServer({ library, port })).rejects.toMatchObject({ code: 'bad-argument' });
  });

  it('says that a port is in use and hints at --port', async () => {
    const first = await startServer({ library, port: 0 });
    await expect(startServer({ library, port: first.port })).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringContaining(`Port ${first.port} is in use`),
      hint: expect.stringContaining('--port'),
    });
    await first.close();
  });

  it('lets a running request end before it closes, and accepts no new one', async () => {
    let finish: (answer: typeof fakeAnswer) => void = () => {};
    const search = vi.fn(() => new Promise<typeof fakeAnswer>((resolve) => (finish = resolve)));
    const server = await startServer({ library: makeFakeLibrary({ search }), port: 0 });
    const running = fetch(`${server.url}/api/v1/search?q=boat`);
    await vi.waitFor(() => expect(search).toHaveBeenCalled());
    const closed = server.close();
    await expect(fetch(`${server.url}/health`)).rejects.toThrow();
    finish(fakeAnswer);
    expect((await running).status).toBe(200);
    await closed;
  });

  it('closes at once when connections are idle, and a second close is the same one', async () => {
    const server = await startServer({ library, port: 0 });
    const idle = connect(server.port, '127.0.0.1');
    await once(idle, 'connect');
    await fetch(`${server.url}/health`);
    await closeWithinASecond(() => Promise.all([server.close(), server.close()]));
    idle.destroy();
  });

  it('cuts a request that does not end within five seconds', async () => {
    const search = vi.fn(() => new Promise<typeof fakeAnswer>(() => {}));
    const server = await startServer({ library: makeFakeLibrary({ search }), port: 0 });
    let outcome: unknown = 'running';
    const running = fetch(`${server.url}/api/v1/search?q=boat`).catch(() => {
      outcome = 'cut';
    });
    await vi.waitFor(() => expect(search).toHaveBeenCalled());
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const closed = server.close();
    await vi.advanceTimersByTimeAsync(4900);
    // Time for the end of a connection to arrive.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(outcome).toBe('running');
    await vi.advanceTimersByTimeAsync(200);
    await Promise.all([closed, running]);
    expect(outcome).toBe('cut');
  });

  it('aborts the work of a client that goes away', async () => {
    let signal: AbortSignal | undefined;
    const search = vi.fn((_query: unknown, options?: { signal?: AbortSignal }) => {
      signal = options?.signal;
      return new Promise<typeof fakeAnswer>(() => {});
    });
    const server = await startServer({ library: makeFakeLibrary({ search }), port: 0 });
    const client = httpRequest(`${server.url}/api/v1/search?q=boat`);
    client.on('error', () => {});
    client.end();
    await vi.waitFor(() => expect(search).toHaveBeenCalled());
    expect(signal?.aborted).toBe(false);
    client.destroy();
    await vi.waitFor(() => expect(signal?.aborted).toBe(true));
    await server.close();
  });
});
