/** Fields that a program sets on photos: their values, their types, and how they are compared. */
import { PhotoseekError } from '../errors.js';
import { isObject, showValue } from '../runtime/check-arguments.js';
import { toComparisonKey } from './comparison-key.js';

/** The value of a field: a finite number, a text, `true` or `false`, or several texts. */
export type FieldValue = number | string | boolean | readonly string[];

/** The fields of a photo, by name. */
export type Fields = Readonly<Record<string, FieldValue>>;

/** The type of a field, which its first value decides. Several texts are `string`, too. */
export type FieldType = 'number' | 'string' | 'boolean';

/** A field of a library. */
export interface FieldInfo {
  name: string;
  type: FieldType;
  /** Photos' files that have it. */
  files: number;
}

/** A value as it is compared and indexed: a number, the comparison key of a text, 0 or 1. */
export type FieldKey = number | string;

/** Fields of one file: what fits into a page of the catalogue, and can be shown. */
const MAX_FIELDS = 64;
/** Characters of a text: fields are for filters; descriptions belong into the metadata of the file. */
const MAX_TEXT_LENGTH = 1000;
/** Texts of one field. Each is a row of an index. */
const MAX_TEXTS = 100;
/** Characters of an external id: it is a key of an index and a part of addresses. */
export const MAX_ID_LENGTH = 512;

/** Names begin with a letter: they stand in the query language before `<`, `=` and numbers. */
export const FIELD_NAME = /^[a-z][a-z0-9_]{0,63}$/i;

const NAME_RULE = 'Names have letters, digits and _, begin with a letter and have at most 64 characters.';

/** @throws PhotoseekError `bad-argument` */
export function checkFieldName(name: string): void {
  if (FIELD_NAME.test(name)) return;
  throw new PhotoseekError(
    'bad-argument',
    `A field's name must be such as price or in_stock, got ${JSON.stringify(name)}.`,
    {
      hint: NAME_RULE,
      details: { field: name },
    },
  );
}

/**
 * Checks values given for fields.
 * @param mayRemove `null` stands for removing a field
 * @throws PhotoseekError `bad-argument`
 */
export function checkFields(fields: unknown, mayRemove = false): void {
  if (!isObject(fields))
    throw new PhotoseekError(
      'bad-argument',
      `fields must be an object such as { "price": 19.9, "brand": "Acme", "inStock": true }, got ${showValue(fields)}.`,
    );
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  if (entries.length > MAX_FIELDS)
    throw new PhotoseekError('bad-argument', `A photo must have at most ${MAX_FIELDS} fields, got ${entries.length}.`);
  for (const [name, value] of entries) {
    checkFieldName(name);
    if (!(mayRemove && value === null)) checkValue(name, value);
  }
}

function checkValue(name: string, value: unknown): void {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return;
  const texts = Array.isArray(value) ? value : [value];
  if (!texts.every((text) => typeof text === 'string')) {
    const got = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
    throw new PhotoseekError(
      'bad-argument',
      `The field ${name} must be a finite number, a text, a list of texts, true or false, got ${got.slice(0, 80)}.`,
      { details: { field: name } },
    );
  }
  const longest = Math.max(0, ...texts.map((text: string) => text.length));
  if (longest > MAX_TEXT_LENGTH || texts.length > MAX_TEXTS)
    throw new PhotoseekError(
      'bad-argument',
      `The field ${name} must have at most ${MAX_TEXTS} texts of ${MAX_TEXT_LENGTH} characters, got ${texts.length} of up to ${longest}.`,
      { details: { field: name } },
    );
}

/** @throws PhotoseekError `bad-argument` */
export function checkExternalId(externalId: unknown): void {
  if (
    typeof externalId === 'string' &&
    externalId !== '' &&
    externalId.length <= MAX_ID_LENGTH &&
    // A lone surrogate has no form in UTF-8: it would come back as another character.
    !/[\p{Cc}\p{Cs}]/u.test(externalId)
  )
    return;
  const got = typeof externalId === 'string' ? JSON.stringify(externalId.slice(0, 40)) : String(externalId);
  throw new PhotoseekError(
    'bad-argument',
    `An external id must be a string of 1 to ${MAX_ID_LENGTH} characters without control characters and lone surrogates, got ${got}.`,
    { hint: 'For example sku-4711.' },
  );
}

/** The type of a value; `undefined` for an empty list, which has none. */
export function typeOfField(value: FieldValue): FieldType | undefined {
  if (typeof value === 'object') return value.length === 0 ? undefined : 'string';
  return typeof value as FieldType;
}

/** The keys that a value is found by. */
export function listFieldKeys(value: FieldValue): FieldKey[] {
  if (typeof value === 'object') return [...new Set(value.map(toTextKey))];
  if (typeof value === 'string') return [toTextKey(value)];
  return [typeof value === 'number' ? value + 0 : Number(value)];
}

/**
 * The key of a value that a filter asks for. A text is read as the type of the field: `"19.9"` as a number, `"true"` as a boolean.
 * @returns `undefined` when the type has no such value
 */
export function toFieldKey(value: FieldKey | boolean, type: FieldType): FieldKey | undefined {
  if (type === 'string') return toTextKey(String(value));
  if (type === 'boolean') return { true: 1, false: 0 }[toComparisonKey(String(value))];
  if (typeof value === 'boolean') return undefined;
  const number = typeof value === 'number' ? value : value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number + 0 : undefined;
}

/** Texts are the same whatever the case of their letters and the width of their spaces. */
function toTextKey(text: string): string {
  return toComparisonKey(text.replace(/\s+/g, ' ').trim());
}
