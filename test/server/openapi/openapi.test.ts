// The document against the interface it describes, and the pages that are written by hand against both.
import { readFileSync } from 'node:fs';
import request from 'supertest';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import { ERROR_KINDS } from '#src/errors.js';
import type { LibraryStats, Root } from '#src/library/types/descriptions.js';
import type { Library } from '#src/library/types/library.js';
import type { SearchResponse } from '#src/search/types/answer.js';
import type { Facets } from '#src/search/types/facets.js';
import type { Photo } from '#src/search/types/photo.js';
import { createApp } from '#src/server/app/create-app.js';
import { Metrics } from '#src/server/app/metrics.js';
import { listProblems } from '#src/server/errors/common-problems.js';
import { PROBLEMS } from '#src/server/errors/problem-table.js';
import { makeDocument } from '#src/server/openapi/openapi.js';
import { OPERATIONS } from '#src/server/operations/all.js';
import type { FacetsSchema } from '#src/server/operations/facets/schema.js';
import type { RootsSchema } from '#src/server/operations/roots/schema.js';
import type { SearchResponseSchema } from '#src/server/operations/search/schema.js';
import type { PhotoSchema } from '#src/server/operations/shared/photo-schema.js';
import type { StatsSchema } from '#src/server/operations/stats/schema.js';
import { makeFakeLibrary } from '../fake-library.js';

const HOME = { Host: 'localhost:7878' };
const app = createApp({ library: makeFakeLibrary() });
const http = readFileSync(new URL('../../../docs/http.md', import.meta.url), 'utf8');

describe('the document', () => {
  it('is served as it is made', async () => {
    const { status, headers, body } = await request(app).get('/api/v1/openapi.json').set(HOME);
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(body).toEqual(JSON.parse(JSON.stringify(makeDocument())));
    expect(body.openapi).toBe('3.1.0');
  });

  it('has no dangling references', () => {
    const document = JSON.parse(JSON.stringify(makeDocument()));
    for (const [, name] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
  });

  it('describes each operation once, with examples and problem documents', () => {
    expect(new Set(OPERATIONS.map(({ id }) => id)).size).toBe(OPERATIONS.length);
    for (const operation of OPERATIONS) {
      const { id, responses, body, bodyExamples = {}, query, params } = operation;
      for (const { schema, example } of Object.values(responses)) {
        if (schema === undefined) continue;
        expect([id, schema.safeParse(example).error?.issues]).toEqual([id, undefined]);
      }
      for (const example of Object.values(bodyExamples))
        expect([id, body?.safeParse(example).success]).toEqual([id, true]);
      if (body !== undefined) expect([id, Object.keys(bodyExamples).length]).not.toEqual([id, 0]);
      const described = (
        makeDocument().paths as Record<string, Record<string, { parameters?: { name: string; schema: object }[] }>>
      )[operation.path]?.[operation.method];
      for (const { name, schema } of described?.parameters ?? []) {
        expect([id, name, Object.keys(schema)]).toEqual([id, name, expect.arrayContaining(['description', 'example'])]);
      }
      if (query !== undefined || params !== undefined) expect(described?.parameters?.length).toBeGreaterThan(0);
      for (const code of listProblems(operation)) expect(PROBLEMS[code].status).toBeGreaterThanOrEqual(400);
    }
  });

  it('gives responses of the described schemas', async () => {
    for (const { id, method, path, responses } of OPERATIONS) {
      const schema = responses[200]?.schema;
      if (method !== 'get' || schema === undefined || path.includes('/jobs/{id}')) continue;
      const { status, body } = await request(app)
        .get(`${path.replace('{id}', '7')}?${/\/(search|where)$/.test(path) ? 'q=boat' : ''}`)
        .set(HOME);
      expect([id, status, schema.safeParse(body).error?.issues]).toEqual([id, 200, undefined]);
    }
  });
});

describe('the schemas', () => {
  it('match the types of the library', () => {
    expectTypeOf<Photo>().toExtend<Omit<z.infer<typeof PhotoSchema>, 'links'>>();
    expectTypeOf<Omit<SearchResponse, 'results'>>().toExtend<Omit<z.infer<typeof SearchResponseSchema>, 'results'>>();
    expectTypeOf<Facets>().toExtend<z.infer<typeof FacetsSchema>>();
    expectTypeOf<LibraryStats>().toExtend<z.infer<typeof StatsSchema>>();
    expectTypeOf<{ roots: Root[] }>().toExtend<z.infer<typeof RootsSchema>>();
    expectTypeOf<Awaited<ReturnType<Library['tags']>>>().toExtend<{ name: string; group: string; count: number }[]>();
  });
});

describe('/docs', () => {
  it('shows every operation and every schema, without scripts and without another host', async () => {
    const { status, text, headers } = await request(app).get('/docs').set(HOME);
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    for (const { id, path } of OPERATIONS) {
      expect(text).toContain(`<article id="${id}">`);
      expect(text).toContain(`<code>${path}</code>`);
    }
    for (const name of Object.keys(makeDocument().components?.schemas ?? {}))
      expect(text).toContain(`id="schema-${name}"`);
    expect(text).not.toMatch(/<script|<style| style=| on[a-z]+=|javascript:/i);
    expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    for (const [, target] of text.matchAll(/href="#([^"]+)"/g)) expect(text).toContain(`id="${target}"`);
    expect((await request(app).get('/docs/style.css').set(HOME)).headers['content-type']).toContain('text/css');
  });
});

describe('docs/http.md', () => {
  it('lists every problem code with its status and meaning, and no other', () => {
    const rows = [...http.matchAll(/^\| `([\w-]+)` \| (\d+) \| (.+) \|$/gm)].map(([, code, status, meaning]) => [
      code,
      Number(status),
      meaning,
    ]);
    expect(rows).toEqual(Object.entries(PROBLEMS).map(([code, { status, meaning }]) => [code, status, meaning]));
    for (const code of Object.keys(ERROR_KINDS)) expect(PROBLEMS).toHaveProperty(code);
  });

  it('names every address', () => {
    for (const { path } of OPERATIONS) {
      const short = path.replace('/api/v1', '');
      expect([path, http.includes(path) || http.includes(short)]).toEqual([path, true]);
    }
  });
});

describe('the metrics', () => {
  const metrics = new Metrics();
  const withMetrics = createApp({ library: makeFakeLibrary(), metrics });

  /** Names, types and help texts, as Prometheus reads them; labels of the samples. */
  async function listRegistered() {
    metrics.observeStage('decode', 7);
    await request(withMetrics).get('/health').set(HOME);
    const { text } = await request(withMetrics).get('/metrics').set(HOME);
    return [...text.matchAll(/^# HELP (\w+) (.+)\n# TYPE \w+ (\w+)\n\w+\{([^}]+)\}/gm)].map(
      ([, name, help, type, labels]) => ({
        name,
        type,
        labels: [...String(labels).matchAll(/(\w+)="/g)]
          .map(([, label]) => label)
          .filter((label) => label !== 'le')
          .join(', '),
        help,
      }),
    );
  }

  it('are listed in docs/http.md with their types, labels and meanings, and no others', async () => {
    const rows = [...http.matchAll(/^\| `(photoseek_\w+)` \| (\w+) \| ([\w, ]+) \| (.+) \|$/gm)].map(
      ([, name, type, labels, help]) => ({ name, type, labels, help }),
    );
    const registered = await listRegistered();
    const byName = (a: { name?: string | undefined }, b: { name?: string | undefined }) =>
      String(a.name).localeCompare(String(b.name));
    expect(registered.length).toBeGreaterThan(4);
    expect(rows.sort(byName)).toEqual(registered.sort(byName));
  });

  it('in the example of the OpenAPI document are registered ones', async () => {
    const registered = await listRegistered();
    const example = String(OPERATIONS.find(({ id }) => id === 'getMetrics')?.responses[200]?.example);
    const shown = [...example.matchAll(/^# HELP (\w+) (.+)\n# TYPE (\w+) (\w+)\n(\w+)\{of="photos"\} \d+$/gm)];
    expect(shown).toHaveLength(1);
    for (const [, name, help, typed, type, sample] of shown) {
      expect([typed, sample]).toEqual([name, name]);
      expect(registered).toContainEqual({ name, type, labels: 'of', help });
    }
  });
});
