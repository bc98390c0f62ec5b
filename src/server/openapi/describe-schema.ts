import { escapeHtml } from '../../runtime/escape-html.js';
import { code } from './html.js';

interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
  default?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
}

/** A JSON schema in a line of HTML. */
export function describeSchema(given: unknown): string {
  const schema = (given ?? {}) as Schema;
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) as string;
    return `<a href="#schema-${escapeHtml(name)}">${code(name)}</a>`;
  }
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((value) => code(JSON.stringify(value))).join(' or ');
  if (schema.anyOf !== undefined) return schema.anyOf.map(describeSchema).join(' or ');
  if (schema.type === 'array') return `list of ${describeSchema(schema.items)}`;
  if (schema.properties !== undefined) return describeObject(schema);
  const type = [schema.type ?? 'anything'].flat().join(' or ');
  return escapeHtml(
    `${type}${describeRange(schema)}${schema.default === undefined ? '' : `, default ${JSON.stringify(schema.default)}`}`,
  );
}

function describeObject({ properties = {}, required = [] }: Schema): string {
  const parts = Object.entries(properties).map(
    ([name, value]) => `${code(required.includes(name) ? name : `${name}?`)}: ${describeSchema(value)}`,
  );
  return `{ ${parts.join(', ')} }`;
}

function describeRange({ minimum, maximum }: Schema): string {
  if (minimum === undefined && maximum === undefined) return '';
  const isEnd = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER;
  return isEnd ? ` from ${minimum}` : ` ${minimum}…${maximum}`;
}
