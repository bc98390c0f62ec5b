import { escapeHtml } from '../../runtime/escape-html.js';
import { describeSchema } from './describe-schema.js';
import { code, paragraphs } from './html.js';

/** The parts of an OpenAPI document that are shown. */
interface Document {
  info: { title: string; version: string; description?: string };
  tags?: { name: string }[];
  paths?: Record<string, Record<string, DocumentedOperation>>;
  components?: { schemas?: Record<string, unknown> };
}

interface DocumentedOperation {
  operationId: string;
  summary: string;
  description?: string;
  tags: string[];
  'x-scope'?: string;
  parameters?: { name: string; in: string; required?: boolean; schema: Record<string, unknown> }[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, { description: string; content?: Record<string, Content> }>;
}

interface Content {
  schema?: unknown;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

/** Renders an OpenAPI document as HTML without scripts. */
export function renderDocumentation(given: object, basePath = ''): string {
  const document = given as Document;
  const { title, version, description = '' } = document.info;
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const sections = (document.tags ?? []).map(({ name }) => {
    const here = operations.filter(({ operation }) => operation.tags.includes(name));
    return `<h2 id="${escapeHtml(name.toLowerCase())}">${escapeHtml(name)}</h2>\n${here.map(renderOperation).join('\n')}`;
  });
  const contents = operations.map(
    ({ path, method, operation }) =>
      `<li><a href="#${operation.operationId}"><span class="method">${method.toUpperCase()}</span>${code(path)}</a></li>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}: the HTTP interface</title>
<link rel="stylesheet" href="${basePath}/docs/style.css">
<body>
<header>
<h1>${escapeHtml(title)} ${escapeHtml(version)}: the HTTP interface</h1>
${paragraphs(description)}
<p>For programs: <a href="${basePath}/api/v1/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
</header>
<nav aria-label="Operations"><ul>
${contents.join('\n')}
</ul></nav>
<main>
${sections.join('\n')}
<h2 id="schemas">Schemas</h2>
${Object.entries(document.components?.schemas ?? {})
  .map(([name, schema]) => renderSchema(name, schema))
  .join('\n')}
</main>
</body>
</html>
`;
}

function renderOperation({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: DocumentedOperation;
}) {
  const { operationId, summary, description, requestBody, responses, parameters = [] } = operation;
  const scope = operation['x-scope'] === undefined ? 'no key required' : `scope ${code(operation['x-scope'])}`;
  const rows = parameters.map(
    ({ name, in: place, schema }) =>
      `<tr><td>${code(name)}</td><td>${place}</td><td>${describeSchema(schema)}</td><td>${paragraphs(String(schema['description'] ?? ''))}</td></tr>`,
  );
  const bodies = Object.entries(requestBody?.content ?? {}).map(([type, content]) =>
    renderContent(`Body, ${type}`, content),
  );
  const responseRows = Object.entries(responses).map(
    ([status, { description: about, content = {} }]) =>
      `<tr><td>${code(status)}</td><td>${paragraphs(about)}${
        status.startsWith('2')
          ? Object.entries(content)
              .map(([type, one]) => renderContent(type, one))
              .join('')
          : ''
      }</td></tr>`,
  );
  return `<article id="${operationId}">
<h3><span class="scope">${scope}</span><span class="method">${method.toUpperCase()}</span>${code(path)}</h3>
<p><strong>${escapeHtml(summary)}.</strong></p>
${paragraphs(description ?? '')}
${rows.length === 0 ? '' : `<table><caption>Parameters</caption>${rows.join('')}</table>`}
${bodies.join('\n')}
<details><summary>Responses</summary><table>${responseRows.join('')}</table></details>
</article>`;
}

function renderContent(title: string, { schema, example, examples = {} }: Content): string {
  const shown = example === undefined ? Object.values(examples).map(({ value }) => value) : [example];
  const blocks = shown.map((value) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
    return `<pre>${escapeHtml(text)}</pre>`;
  });
  return `<p>${escapeHtml(title)}: ${describeSchema(schema)}</p>${blocks.join('')}`;
}

function renderSchema(name: string, schema: unknown): string {
  const {
    description = '',
    properties = {},
    anyOf,
  } = schema as {
    description?: string;
    properties?: Record<string, { description?: string }>;
    anyOf?: unknown[];
  };
  const rows = Object.entries(properties).map(
    ([key, value]) =>
      `<dt>${escapeHtml(key)}: ${describeSchema(value)}</dt><dd>${paragraphs(value.description ?? '')}</dd>`,
  );
  const choices = anyOf?.map((choice) => `<li>${describeSchema(choice)}</li>`).join('') ?? '';
  return `<article id="schema-${escapeHtml(name)}"><h3>${code(name)}</h3>${paragraphs(description)}
${rows.length === 0 ? '' : `<dl>${rows.join('')}</dl>`}${choices === '' ? '' : `<p>One of:</p><ul>${choices}</ul>`}</article>`;
}
