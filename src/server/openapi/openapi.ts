import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { VERSION } from '../../version.js';
import type { Operation, OperationResponse } from '../app/operation.js';
import { listProblems } from '../errors/common-problems.js';
import { makeTitle, type ProblemCode } from '../errors/problem.js';
import { PROBLEMS } from '../errors/problem-table.js';
import { OPERATIONS } from '../operations/all.js';
import { ProblemSchema } from '../operations/shared/problem-schema.js';

const DESCRIPTION = `photoseek searches your own photos by a description or by a similar image, on your own machine.

Errors are problem documents (RFC 9457); programs compare their \`code\`. On loopback no key is required until one is made with
\`photoseek keys create\`; from then on, and always when other machines can reach the server, send \`Authorization: Bearer KEY\`.`;

/**
 * The OpenAPI 3.1 document of the whole interface, generated from the schemas that validate requests.
 * @param basePath the path below which a proxy serves it
 */
export function makeDocument(basePath = ''): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of OPERATIONS) {
    const path = paths[operation.path] ?? {};
    path[operation.method] = describeOperation(operation);
    paths[operation.path] = path;
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'photoseek',
      version: VERSION,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: basePath === '' ? '/' : basePath }],
    tags: [...new Set(OPERATIONS.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A key of `photoseek keys create`.' },
        session: { type: 'apiKey', in: 'cookie', name: 'photoseek_session', description: 'The cookie of signing in.' },
      },
    },
  });
}

function describeOperation(operation: Operation): ZodOpenApiOperationObject {
  const { id, tag, summary, description, scope, params, query } = operation;
  const body = describeBody(operation);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(scope === null ? { security: [] } : { security: [{}, { key: [] }, { session: [] }], 'x-scope': scope }),
    requestParams: {
      ...(params === undefined ? {} : { path: params as never }),
      ...(query === undefined ? {} : { query: query as never }),
    },
    ...(body === undefined ? {} : { requestBody: body }),
    responses: describeResponses(operation),
  };
}

function describeBody({ body, bodyExamples, upload }: Operation) {
  if (body === undefined && upload === undefined) return undefined;
  const examples = Object.entries(bodyExamples ?? {}).map(([name, value]) => [name, { value }] as const);
  return {
    required: true,
    content: {
      ...(body === undefined ? {} : { 'application/json': { schema: body, examples: Object.fromEntries(examples) } }),
      ...(upload === undefined ? {} : { 'multipart/form-data': { schema: upload } }),
    },
  };
}

function describeResponses(operation: Operation): ZodOpenApiResponsesObject {
  const responses: Record<string, unknown> = {};
  for (const [status, response] of Object.entries(operation.responses)) responses[status] = describeResponse(response);
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of listProblems(operation)) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  for (const [status, codes] of [...byStatus].sort(([one], [other]) => one - other)) {
    responses[status] = describeProblems(status, codes);
  }
  return responses as ZodOpenApiResponsesObject;
}

function describeResponse({ description, mediaType, schema, example, headers }: OperationResponse) {
  const types = [mediaType ?? (schema === undefined ? [] : 'application/json')].flat();
  const content = types.map((type) => {
    return [type, { schema: schema ?? describeBytes(type), ...(example === undefined ? {} : { example }) }] as const;
  });
  return {
    description,
    ...(content.length === 0 ? {} : { content: Object.fromEntries(content) }),
    ...(headers === undefined
      ? {}
      : {
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, about]) => [name, { description: about, schema: { type: 'string' } }]),
          ),
        }),
  };
}

/** Responses other than JSON. A stream of events is not text as a whole: a client cannot wait for its end. */
function describeBytes(type: string) {
  if (type === 'text/event-stream') return {};
  return type.startsWith('text/') ? { type: 'string' } : { type: 'string', format: 'binary' };
}

function describeProblems(status: number, codes: readonly ProblemCode[]) {
  const examples = codes.map((code) => {
    const value = {
      type: `urn:photoseek:problem:${code}`,
      title: makeTitle(code),
      status,
      detail: PROBLEMS[code].meaning,
      code,
    };
    return [code, { value }] as const;
  });
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].meaning}`).join('\n\n'),
    content: { 'application/problem+json': { schema: ProblemSchema, examples: Object.fromEntries(examples) } },
  };
}
