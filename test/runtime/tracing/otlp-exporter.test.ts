import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { OtlpExporter } from '#src/runtime/tracing/otlp-exporter.js';
import type { FinishedSpan } from '#src/runtime/tracing/recording-tracer.js';

const SPAN: Omit<FinishedSpan, 'name'> = {
  ...{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), parentSpanId: undefined },
  ...{ kind: 'internal', startMs: 1, endMs: 2, attributes: {}, isFailed: false },
};

let collector: Server | undefined;
afterEach(() => {
  collector?.closeAllConnections();
  collector?.close();
});

/** A collector that answers with one status after the other, then with 200; 0: never. @returns its address, and the names of the spans of each request */
async function collect(...statuses: number[]) {
  const batches: string[][] = [];
  collector = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString());
    batches.push(resourceSpans[0].scopeSpans[0].spans.map(({ name }: { name: string }) => name));
    const status = statuses.shift() ?? 200;
    if (status !== 0) response.writeHead(status).end('{}');
  });
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  const problems: string[] = [];
  const target = { url: `http://127.0.0.1:${port}/v1/traces`, headers: {}, resource: {} };
  const exporter = new OtlpExporter(target, (message) => problems.push(message));
  const add = (count: number) => {
    for (let i = 0; i < count; i++) exporter.add({ ...SPAN, name: String(i) });
  };
  return { exporter, batches, problems, add };
}

describe('the exporter of spans', () => {
  it('sends all that waits when it is closed, in batches, each once and in order', async () => {
    const { exporter, batches, problems, add } = await collect();
    add(1300);
    await exporter.close();
    expect(batches.map(({ length }) => length)).toEqual([512, 512, 276]);
    expect(batches.flat()).toEqual(Array.from({ length: 1300 }, (_, i) => String(i)));
    expect(problems).toEqual([]);
  });

  it('keeps to one request at a time, whoever asks for it', async () => {
    const { exporter, batches, add } = await collect();
    add(600);
    await Promise.all([exporter.flush(), exporter.flush(), exporter.close()]);
    expect(batches.flat()).toHaveLength(600);
    expect(new Set(batches.flat()).size).toBe(600);
  });

  it('drops the batch that is not taken, says so once, and sends the rest later', async () => {
    const { exporter, batches, problems, add } = await collect(503, 503);
    add(600);
    await exporter.flush();
    await exporter.flush();
    add(3);
    await exporter.close();
    expect(batches.map(({ length }) => length)).toEqual([512, 88, 3]);
    expect(problems).toEqual([expect.stringContaining('it answers with status 503')]);
  });

  it('does not wait for a collector that says nothing when it is closed', async () => {
    const { exporter, problems, add } = await collect(0);
    add(2000);
    const startedAt = performance.now();
    await exporter.close();
    // Its own limit for an answer is ten seconds.
    expect(performance.now() - startedAt).toBeLessThan(9000);
    expect(problems).toHaveLength(1);
  });
});
