// Traces as a collector gets them, of the built command: with the real encoder in its thread, and a real PostgreSQL where there is one.
import { once } from 'node:events';
import { cp } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLibrary } from '#src/index.js';
import { copySampleLibrary } from '../../support/libraries/sample-library.js';
import { POSTGRES } from '../../support/postgres/address.js';
import { makeDatabase } from '../../support/postgres/published-database.js';
import { startCommand } from '../../support/processes/run-command.js';
import { SAMPLES } from '../../support/shared.js';
import { makeTemporaryFolder } from '../../support/temporary-folder.js';

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: Record<string, unknown> }[];
}

const home = makeTemporaryFolder();
const path = join(home, 'library');
const bodies: string[] = [];
const collector = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    if (request.url === '/v1/traces' && request.headers['x-tenant'] === 'museum')
      bodies.push(Buffer.concat(chunks).toString());
    response.end('{}');
  });
});
const running: ReturnType<typeof startCommand>[] = [];

beforeAll(async () => {
  copySampleLibrary(path);
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
});
afterAll(() => {
  for (const { child } of running) child.kill('SIGKILL');
  collector.close();
});

const listSpans = (): Span[] =>
  bodies.flatMap((body) =>
    JSON.parse(body).resourceSpans.flatMap((one: { scopeSpans: { spans: Span[] }[] }) =>
      one.scopeSpans.flatMap(({ spans }) => spans),
    ),
  );

/** The environment of a process that sends its traces to the collector. */
function environment() {
  const { port } = collector.address() as AddressInfo;
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=museum',
    OTEL_SERVICE_NAME: 'photos',
  };
}

async function serve(args: readonly string[]) {
  const server = startCommand(['serve', '--port', '0', ...args], { env: environment() });
  running.push(server);
  const url = String((await server.said(/photoseek is at (http:\S+)/)).match(/http:\S+/)?.[0]);
  await expect.poll(async () => (await fetch(`${url}/ready`)).status, { timeout: 60_000 }).toBe(200);
  return { ...server, url };
}

/** Two searches at the same time, of callers that trace: their spans, by name. */
async function search(url: string): Promise<Map<string, Span>[]> {
  const traces = ['a', 'b'].map((digit) => digit.repeat(32));
  const answers = await Promise.all(
    traces.map((id, i) =>
      fetch(`${url}/api/v1/search?q=${['a+secret+dog', 'a+secret+boat'][i]}`, {
        headers: { traceparent: `00-${id}-${'c'.repeat(16)}-01` },
      }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const of = (id: string) => listSpans().filter(({ traceId }) => traceId === id);
  const isWhole = (id: string) => of(id).some(({ name }) => name === 'HTTP GET searchByText');
  await expect.poll(() => traces.every(isWhole), { timeout: 30_000 }).toBe(true);
  return traces.map((id) => {
    const spans = of(id);
    const known = new Set(spans.map(({ spanId }) => spanId));
    for (const span of spans) {
      expect(span.name === 'HTTP GET searchByText' || known.has(span.parentSpanId as string), span.name).toBe(true);
      expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano));
    }
    return new Map(spans.map((span) => [span.name, span]));
  });
}

function expectChain(spans: Map<string, Span>, ...names: string[]): void {
  for (let i = 1; i < names.length; i++)
    expect([names[i], spans.get(names[i] as string)?.parentSpanId]).toEqual([
      names[i],
      spans.get(names[i - 1] as string)?.spanId,
    ]);
}

describe('traces', () => {
  it('lead from the caller over request and search to the thread of the encoder and to the vectors', async () => {
    const { child, ended, url } = await serve(['--library', path]);
    for (const spans of await search(url)) {
      expect(spans.get('HTTP GET searchByText')).toMatchObject({ parentSpanId: 'c'.repeat(16), kind: 2 });
      expectChain(spans, 'HTTP GET searchByText', 'searchByText', 'encode', 'encoder worker');
      expect(spans.has('neighbours')).toBe(true);
    }
    expect(bodies.join('')).not.toContain('secret');
    expect(bodies[0]).toContain('"service.name","value":{"stringValue":"photos"}');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, stderr: expect.not.stringContaining('Traces') });
  });

  it.skipIf(POSTGRES === undefined)(
    'lead to the database that libraries are published in (PHOTOSEEK_TEST_POSTGRES)',
    async () => {
      const address = await makeDatabase();
      const library = await openLibrary({ path, create: false });
      await library.publish(address);
      await library.close();
      bodies.length = 0;
      const { child, ended, url } = await serve(['--from', address]);
      for (const spans of await search(url)) {
        expectChain(spans, 'HTTP GET searchByText', 'searchByText', 'encode', 'encoder worker');
        expect(spans.get('database')?.attributes).toContainEqual({
          key: 'db.system.name',
          value: { stringValue: 'postgresql' },
        });
      }
      child.kill('SIGTERM');
      await ended;
    },
  );

  it('of an index run have its parts, and what is done for each image apart', async () => {
    bodies.length = 0;
    const photos = join(home, 'confidential');
    await cp(SAMPLES, photos, { recursive: true });
    const args = ['index', photos, '--library', join(home, 'indexed')];
    expect(await startCommand(args, { env: environment() }).ended).toMatchObject({ code: 0 });
    const spans = listSpans();
    const [run, ...others] = spans.filter(({ name }) => name === 'index');
    expect([run?.parentSpanId, others]).toEqual([undefined, []]);
    const parts = spans.filter(({ parentSpanId }) => parentSpanId === run?.spanId).map(({ name }) => name);
    expect(parts).toEqual(['plan', 'files', 'index vectors', 'tags', 'people']);
    expect(new Set(spans.filter(({ traceId }) => traceId === run?.traceId)).size).toBe(1 + parts.length);
    const encoded = spans.filter(({ name, parentSpanId }) => name === 'encode' && parentSpanId === undefined);
    expect(encoded.length).toBeGreaterThan(0);
    expect(spans.find(({ name }) => name === 'encoder worker')?.parentSpanId).toBeDefined();
    expect(bodies.join('')).toContain('"photoseek.role","value":{"stringValue":"indexer"}');
    expect(bodies.join('')).not.toContain('confidential');
  });

  it.skipIf(POSTGRES === undefined)(
    'of publishing have a pass, and the statements of it (PHOTOSEEK_TEST_POSTGRES)',
    async () => {
      bodies.length = 0;
      const args = ['publish', await makeDatabase(), '--library', path];
      expect(await startCommand(args, { env: environment() }).ended).toMatchObject({ code: 0 });
      const [pass, ...others] = listSpans().filter(({ parentSpanId }) => parentSpanId === undefined);
      expect([pass?.name, others]).toEqual(['publish', []]);
      const statements = listSpans().filter(({ parentSpanId }) => parentSpanId === pass?.spanId);
      expect(statements.length).toBeGreaterThan(5);
      expect(new Set(statements.map(({ name }) => name))).toEqual(new Set(['database']));
    },
  );

  it('that cannot be sent hold up nothing, and are said once', async () => {
    const server = startCommand(['serve', '--port', '0', '--library', path], {
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    });
    running.push(server);
    const url = String((await server.said(/photoseek is at (http:\S+)/)).match(/http:\S+/)?.[0]);
    for (let i = 0; i < 3; i++) expect((await fetch(`${url}/health`)).status).toBe(200);
    await server.said(/Traces cannot be sent to http:\/\/127\.0\.0\.1:9/);
    server.child.kill('SIGTERM');
    const { code, stderr } = await server.ended;
    expect([code, stderr.match(/Traces cannot/g)?.length]).toEqual([0, 1]);
  });

  it('to no address of HTTP are refused with the name of the variable', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' };
    const { code, stderr } = await startCommand(['serve', '--port', '0', '--library', path], { env }).ended;
    expect([code, stderr]).toEqual([2, expect.stringContaining('OTEL_EXPORTER_OTLP_ENDPOINT')]);
  });
});
