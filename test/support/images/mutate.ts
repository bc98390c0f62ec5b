/** Changes bytes and texts as damage, carelessness or malice would; everything follows from a seed. */
import { createRandom } from './random-images.js';

type Random = () => number;

const below = (random: Random, limit: number) => Math.floor(random() * limit);

/** Numbers that length fields like least. */
const NASTY = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

const MUTATIONS: ((bytes: Buffer, random: Random) => Buffer)[] = [
  // A few bits.
  (bytes, random) => {
    for (let i = 0; i < 1 + below(random, 8); i++) {
      const at = below(random, bytes.length);
      bytes[at] = (bytes[at] as number) ^ (1 << below(random, 8));
    }
    return bytes;
  },
  // A few bytes, most of them near the beginning, where headers are.
  (bytes, random) => {
    for (let i = 0; i < 1 + below(random, 16); i++)
      bytes[Math.floor(bytes.length * random() ** 3)] = below(random, 256);
    return bytes;
  },
  // A number that means a length or a place.
  (bytes, random) => {
    if (bytes.length < 4) return bytes;
    const value = NASTY[below(random, NASTY.length)] as number;
    const at = Math.floor((bytes.length - 4) * random() ** 2);
    if (random() < 0.5) bytes.writeUInt32BE(value, at);
    else bytes.writeUInt32LE(value, at);
    return bytes;
  },
  // The end is missing.
  (bytes, random) => bytes.subarray(0, below(random, bytes.length)),
  // A part is missing, or there twice.
  (bytes, random) => {
    const from = below(random, bytes.length);
    const to = Math.min(bytes.length, from + below(random, 256));
    return random() < 0.5
      ? Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
      : Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  // A block of one value, or of noise.
  (bytes, random) => {
    const from = below(random, bytes.length);
    const to = Math.min(bytes.length, from + 1 + below(random, 64));
    const value = random() < 0.5 ? below(random, 256) : undefined;
    for (let i = from; i < to; i++) bytes[i] = value ?? below(random, 256);
    return bytes;
  },
];

/** One change or two; never the array that was given. */
export function mutateBytes(bytes: Uint8Array, seed: number): Buffer {
  const random = createRandom(seed);
  let mutated = Buffer.from(bytes);
  for (let i = 0; i < (random() < 0.3 ? 2 : 1) && mutated.length > 0; i++)
    mutated = (MUTATIONS[below(random, MUTATIONS.length)] as (typeof MUTATIONS)[number])(
      Buffer.from(mutated),
      random,
    ) as typeof mutated;
  return mutated;
}

/** Pieces that parsers of text like least. */
const PIECES = [
  '"',
  "'",
  '\\',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '*',
  '?',
  '!',
  '^',
  '$',
  '/',
  '//',
  '../../',
  '..\\',
  ':',
  ';',
  ',',
  '<',
  '>',
  '&',
  '%',
  '%00',
  '\0',
  '\n',
  '\r\n',
  '\t',
  '-',
  '--',
  'OR',
  'AND',
  'NOT',
  'date:',
  'camera:"',
  'near:',
  '1e999',
  '-1',
  '9'.repeat(40),
  'a'.repeat(500),
  '(((((((((((',
  '**/**/**/',
  '[!',
  '\ud800',
  '\u202e',
  'é',
  'e\u0301',
  '😀',
  '\ufeff',
  'null',
  'true',
  '__proto__',
  "'; DROP TABLE file; --",
  '" OR 1=1 --',
  '{"$gt":""}',
  '<script>',

  '{{1}}',
];

/** Text made of what parsers like least, around a good example. */
export function mutateText(example: string, seed: number): string {
  const random = createRandom(seed);
  let text = random() < 0.3 ? '' : example;
  for (let i = 0; i < 1 + below(random, 6); i++) {
    const at = below(random, text.length + 1);
    const piece = PIECES[below(random, PIECES.length)] as string;
    const cut = random() < 0.3 ? below(random, 10) : 0;
    text = text.slice(0, at) + piece + text.slice(at + cut);
  }
  return text;
}

/** JSON with some values replaced by unexpected ones. */
export function mutateJson(value: unknown, seed: number): unknown {
  const random = createRandom(seed);
  const odd = () =>
    [
      null,
      true,
      -1,
      0,
      1e308,
      1.5,
      '',
      'x'.repeat(1000),
      [],
      {},
      [[[[]]]],
      '../../etc/passwd',
      Number.MAX_SAFE_INTEGER,
    ][below(random, 13)];
  const change = (part: unknown): unknown => {
    if (random() < 0.08) return odd();
    if (Array.isArray(part)) return part.map(change);
    if (part === null || typeof part !== 'object') return part;
    const entries = Object.entries(part).filter(() => random() > 0.05);
    return Object.fromEntries(entries.map(([key, inner]) => [key, change(inner)]));
  };
  return change(value);
}
