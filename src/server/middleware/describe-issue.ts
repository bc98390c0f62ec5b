/** Error messages of requests that do not match a schema: what a value must be, and what was given. */
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

const MAX_QUOTED = 100;

/** A value as an error message shows it. */
export function quote(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  const isNumber = typeof value === 'number' || /^-?\d+(\.\d+)?$/.test(String(value));
  const text = isNumber ? String(value) : JSON.stringify(value);
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
}

/**
 * The message of a wrong query parameter.
 * @param known names of the operation's parameters
 */
export function describeParameter(issue: Issue | undefined, known: readonly string[]): string {
  if (issue?.code !== 'unrecognized_keys') return issue?.message ?? 'A parameter is invalid.';
  const names = issue.keys.map((key) => `"${key}"`).join(', ');
  const subject = issue.keys.length === 1 ? `parameter ${names} is` : `parameters ${names} are`;
  return `The ${subject} unknown; the operation has ${known.join(', ') || 'none'}.`;
}

/** The message of a wrong body; the issue must have its `input`. */
export function describeField(issue: Issue | undefined): string {
  if (issue === undefined) return 'The body is invalid.';
  const place = issue.path.map(String).join('.') || 'The body';
  const { input } = issue;
  switch (issue.code) {
    case 'invalid_type':
      return `${place} must be ${describeType(issue.expected)}, got ${quote(input)}.`;
    case 'invalid_value':
      return `${place} must be one of ${issue.values.map(String).join(', ')}, got ${quote(input)}.`;
    case 'too_big':
      return `${place} must ${describeBound('at most', Number(issue.maximum), input)}.`;
    case 'too_small':
      return `${place} must ${describeBound('at least', Number(issue.minimum), input)}.`;
    case 'unrecognized_keys':
      return `${place} has an unknown field ${issue.keys.map((key) => `"${key}"`).join(', ')}.`;
    default:
      // A schema whose own words are no standard of zod says only what a value must be.
      return issue.message.startsWith('must ')
        ? `${place} ${issue.message}, got ${quote(input)}.`
        : `${place}: ${issue.message}`;
  }
}

function describeType(expected: string): string {
  if (expected === 'int') return 'an integer';
  if (expected === 'record') return 'an object';
  return `${/^[aeiou]/.test(expected) ? 'an' : 'a'} ${expected}`;
}

function describeBound(bound: string, limit: number, input: unknown): string {
  if (typeof input === 'string') return `have ${bound} ${count(limit, 'character')}, got ${input.length}`;
  if (Array.isArray(input)) return `have ${bound} ${count(limit, 'entry', 'entries')}, got ${input.length}`;
  return `be ${bound} ${limit}, got ${quote(input)}`;
}

function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
