import type { Operation } from '../app/operation.js';
import type { ProblemCode } from './problem.js';

/** What can go wrong with any request, before its operation is looked at. */
const ALWAYS: readonly ProblemCode[] = [
  'bad-argument',
  'origin-refused',
  'host-refused',
  'headers-too-large',
  'rate-limited',
  'internal',
];
const WITH_SCOPE: readonly ProblemCode[] = [
  'key-needed',
  'key-wrong',
  'scope-missing',
  'busy',
  'took-too-long',
  'library-closed',
  'library-locked',
];
const WITH_BODY: readonly ProblemCode[] = ['body-too-large', 'unsupported-media-type'];

/** Codes that a picture from outside can cause. */
export const PICTURE_PROBLEMS: readonly ProblemCode[] = [
  'upload-too-large',
  'image-too-large',
  'empty-file',
  'not-an-image',
  'unsupported-format',
  'damaged-image',
  'decoder-crashed',
  'decoder-timeout',
];

/** Every code that an operation can answer with. */
export function listProblems({ problems, scope, body, upload }: Operation): ProblemCode[] {
  return [
    ...new Set([
      ...ALWAYS,
      ...(scope === null ? [] : WITH_SCOPE),
      ...(body === undefined && upload === undefined ? [] : WITH_BODY),
      ...problems,
    ]),
  ];
}
