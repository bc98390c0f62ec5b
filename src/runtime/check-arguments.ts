import { PhotoseekError } from '../errors.js';
import { findSpelling } from './find-nearest.js';

/** A check of an argument at run time, for values that TypeScript did not check: those of programs in JavaScript, and of casts. */
export interface Check<T> {
  /** Ends the sentence "limit must be …". */
  readonly expected: string;
  accepts(value: unknown): boolean;
  /** No value: it makes a check of one type be none of another, narrower or wider. */
  readonly type?: (value: T) => T;
}

/** A check of whatever type. */
export type AnyCheck = Pick<Check<unknown>, 'expected' | 'accepts'>;

/** A check for every option of an interface. The compiler demands one for each. */
export type Shape<Options> = { readonly [Name in keyof Required<Options>]: Check<Exclude<Options[Name], undefined>> };

/** Any string. */
export const TEXT: Check<string> = { expected: 'a string', accepts: (value) => typeof value === 'string' };

/** A file or folder. */
export const PATH: Check<string> = {
  expected: 'a path as a string',
  accepts: (value) => typeof value === 'string' && value !== '' && !value.includes('\0'),
};

export const FLAG: Check<boolean> = { expected: 'true or false', accepts: (value) => typeof value === 'boolean' };

export const SIGNAL: Check<AbortSignal> = {
  expected: 'an AbortSignal',
  accepts: (value) => value instanceof EventTarget && 'aborted' in value,
};

/** The number of something that the library has numbered: a photo, a space, a key. */
export const ID: Check<number> = { expected: 'an id as a number', accepts: (value) => typeof value === 'number' };

/** An integer in a closed range. */
export function integer(from: number, to: number): Check<number> {
  return {
    expected: `an integer from ${from} to ${to}`,
    accepts: (value) => Number.isInteger(value) && (value as number) >= from && (value as number) <= to,
  };
}

/** A number in a closed range. */
export function between(from: number, to: number): Check<number> {
  return {
    expected: `a number from ${from} to ${to}`,
    accepts: (value) => typeof value === 'number' && value >= from && value <= to,
  };
}

/** One of some words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Check<Word> {
  return {
    expected: words.length === 1 ? `"${words[0]}"` : `one of ${words.join(', ')}`,
    accepts: (value) => words.some((word) => word === value),
  };
}

/** A list whose every member passes. */
export function listOf<T>(member: Check<T>, plural: string): Check<readonly T[]> {
  return {
    expected: `a list of ${plural}`,
    accepts: (value) => Array.isArray(value) && value.every((one) => member.accepts(one)),
  };
}

/** A function; its parameters cannot be checked. */
// biome-ignore lint/suspicious/noExplicitAny: the type of any function
export function callback<Callback extends (...parameters: any[]) => unknown>(): Check<Callback> {
  return { expected: 'a function', accepts: (value) => typeof value === 'function' };
}

/**
 * Checks one argument.
 * @param hint what to write instead
 * @throws PhotoseekError `bad-argument`
 */
export function checkArgument(name: string, value: unknown, check: AnyCheck, hint?: string): void {
  if (check.accepts(value)) return;
  throw new PhotoseekError('bad-argument', `${name} must be ${check.expected}, got ${showValue(value)}.`, {
    ...(hint === undefined ? {} : { hint }),
    details: { argument: name },
  });
}

/**
 * Checks an object of options: it has no others, and each is what it must be.
 * @param call that takes them, as in `search()`, for messages
 * @param hint what to write instead of something that is no object
 * @throws PhotoseekError `bad-argument`
 */
export function checkOptions<Options>(call: string, options: unknown, shape: Shape<Options>, hint?: string): void {
  if (!isObject(options)) {
    throw new PhotoseekError('bad-argument', `The options of ${call} must be an object, got ${showValue(options)}.`, {
      hint: hint ?? `Expected some of: ${Object.keys(shape).join(', ')}.`,
    });
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(shape, name)) throw unknownOption(call, name, Object.keys(shape));
    if (value !== undefined) checkArgument(name, value, shape[name as keyof Options]);
  }
}

function unknownOption(call: string, name: string, known: readonly string[]): PhotoseekError {
  const nearest = findSpelling(name, known);
  return new PhotoseekError('bad-argument', `${call} has no option "${name}".`, {
    hint: nearest === undefined ? `It has: ${known.join(', ')}.` : `Did you mean ${nearest}?`,
    details: { option: name },
  });
}

/** Whether a value is an object with properties: neither `null` nor a list. */
export function isObject(value: unknown): value is object {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

const MAX_SHOWN = 60;

/** A value in a message. */
export function showValue(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value);
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? 'a function' : String(value);
  if (Array.isArray(value))
    return value.length === 0 ? 'an empty list' : `a list of ${value.map(showValue).join(', ').slice(0, MAX_SHOWN)}`;
  return value.constructor === Object ? 'an object' : `a ${value.constructor?.name ?? 'value'}`;
}

/** Options without those that were not given: `undefined` may mean something else than an absent field. */
export function dropUndefined<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}
