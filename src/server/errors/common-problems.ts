import type { Operation } from '../app/operation.js';
import type { ProblemCode } from './problem.js';

/** Problems of any request, before its operation is known. */
const ALWAYS: readonly ProblemCode[] = [
  'bad-argument',
  'origin-not-allowed',
  'host-not-allowed',
  'headers-too-large',
  'rate-limited',
  'internal',
];
const WITH_SCOPE: readonly ProblemCode[] = [
  'key-required',
  'key-invalid',
  'insufficient-scope',
  'overloaded',
  'timeout',
  'library-closed',
  'library-locked',
];
const WITH_BODY: readonly ProblemCode[] = ['body-too-large', 'unsupported-media-type'];

/** Problems of an image that a client sends or names. */
export const IMAGE_PROBLEMS: readonly ProblemCode[] = [
  'upload-too-large',
  'image-too-large',
  'empty-file',
  'not-an-image',
  'unsupported-format',
  'damaged-image',
  'needs-ffmpeg',
  'decoder-crashed',
  'decoder-timeout',
];

/** Problems of a file of the library that is decoded. */
export const DECODING_PROBLEMS: readonly ProblemCode[] = [
  'original-missing',
  'image-too-large',
  'not-an-image',
  'unsupported-format',
  'damaged-image',
  'unreadable',
  'vanished',
  'empty-file',
  'changed-while-reading',
  'decoder-crashed',
  'decoder-timeout',
];

/** Problems of an image that is made once and kept, by some servers in a bucket. */
export const THUMBNAIL_PROBLEMS: readonly ProblemCode[] = [
  ...DECODING_PROBLEMS,
  'bucket-unreachable',
  'bucket-refused',
  'bucket-failed',
];

/** Every problem that an operation can respond with. */
export function listProblems({ problems, scope, body, upload, isForOwner }: Operation): ProblemCode[] {
  return [
    ...new Set([
      ...ALWAYS,
      ...(scope === null ? [] : WITH_SCOPE),
      ...(isForOwner ? (['not-owner'] as const) : []),
      ...(body === undefined && upload === undefined ? [] : WITH_BODY),
      ...problems,
    ]),
  ];
}
