import { PhotoseekError } from '../../errors.js';

type Fields = Record<string, unknown>;

/**
 * Checked access to the few fields read from a model's JSON files. A schema library would be shorter, but adds 0.1 s to the start-up of
 * every search.
 */
export class JsonFields {
  readonly #path: string;
  readonly #json: Fields;

  private constructor(path: string, json: Fields) {
    this.#path = path;
    this.#json = json;
  }

  /** @throws PhotoseekError `model-invalid` */
  static parse(path: string, text: string): JsonFields {
    const empty = new JsonFields(path, {});
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (cause) {
      throw empty.invalid(`it is not JSON (${(cause as Error).message})`, cause);
    }
    if (!isFields(json)) throw empty.invalid('it is not an object');
    return new JsonFields(path, json);
  }

  has(key: string): boolean {
    return this.#json[key] !== undefined && this.#json[key] !== null;
  }

  isObject(key: string): boolean {
    return isFields(this.#json[key]);
  }

  /** The object under a key; empty when there is none. */
  fields(key: string): JsonFields {
    const value = this.#json[key];
    if (this.has(key) && !isFields(value)) throw this.#mistyped(key, 'an object');
    return new JsonFields(this.#path, isFields(value) ? value : {});
  }

  string(key: string): string {
    const value = this.#json[key];
    if (typeof value !== 'string') throw this.#mistyped(key, 'a string');
    return value;
  }

  boolean(key: string): boolean | undefined {
    const value = this.#json[key];
    if (this.has(key) && typeof value !== 'boolean') throw this.#mistyped(key, 'true or false');
    return value as boolean | undefined;
  }

  /** An integer, 0 or more. */
  count(key: string): number | undefined {
    const value = this.#json[key];
    if (!this.has(key)) return undefined;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
      throw this.#mistyped(key, 'an integer of at least 0');
    return value;
  }

  /** The objects of a list; empty when there is none. */
  list(key: string): JsonFields[] {
    const value = this.#json[key] ?? [];
    if (!Array.isArray(value) || !value.every(isFields)) throw this.#mistyped(key, 'a list of objects');
    return value.map((fields) => new JsonFields(this.#path, fields));
  }

  strings(key: string): string[] | undefined {
    const value = this.#json[key];
    if (!this.has(key)) return undefined;
    if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
      throw this.#mistyped(key, 'a list of strings');
    return value;
  }

  /** The objects among the fields, with their keys. */
  entries(): [string, JsonFields][] {
    return Object.entries(this.#json).flatMap(([key, value]) =>
      isFields(value) ? [[key, new JsonFields(this.#path, value)] as [string, JsonFields]] : [],
    );
  }

  /** All fields, each a string. */
  texts(): Record<string, string> {
    return Object.fromEntries(Object.keys(this.#json).map((key) => [key, this.string(key)]));
  }

  triple(key: string): [number, number, number] {
    const value = this.#json[key];
    if (!Array.isArray(value) || value.length !== 3 || !value.every(Number.isFinite))
      throw this.#mistyped(key, 'three numbers');
    return value as [number, number, number];
  }

  invalid(reason: string, cause?: unknown): PhotoseekError {
    return new PhotoseekError('model-invalid', `${this.#path} is invalid: ${reason}.`, { cause });
  }

  #mistyped(key: string, expected: string): PhotoseekError {
    return this.invalid(`${key} must be ${expected}, got ${JSON.stringify(this.#json[key]) ?? 'nothing'}`);
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
