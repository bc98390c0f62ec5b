/**
 * The errors photoseek throws. Programs read `code` (stable across versions); people read `message` ("limit must be an integer from 1 to
 * 1000, got 5000.") and `hint` (what to do about it). Entry points derive exit codes and HTTP statuses from `kind`.
 */

/** The coarse class of an error; every code belongs to exactly one kind. */
export type ErrorKind = 'usage' | 'not-found' | 'library' | 'media' | 'model' | 'aborted' | 'internal';

/** Every stable code, with the kind it belongs to. New codes may be added; existing ones never change their meaning. */
export const ERROR_KINDS = {
  'bad-argument': 'usage',
  'empty-query': 'usage',
  'bad-query': 'usage',
  'no-paths': 'usage',
  'stage-off': 'usage',

  'library-not-found': 'not-found',
  'path-not-found': 'not-found',
  'photo-not-found': 'not-found',
  'original-missing': 'not-found',
  'root-not-found': 'not-found',
  'key-not-found': 'not-found',
  'person-not-found': 'not-found',
  'face-not-found': 'not-found',

  'library-closed': 'library',
  'library-newer': 'library',
  'library-damaged': 'library',
  'library-locked': 'library',
  'library-unwritable': 'library',
  'backup-failed': 'library',
  'graph-invalid': 'library',
  'vector-invalid': 'library',
  'engine-unreachable': 'library',
  'engine-refused': 'library',
  'engine-too-old': 'library',
  'engine-failed': 'library',
  'bucket-unreachable': 'library',
  'bucket-refused': 'library',
  'bucket-failed': 'library',
  'needs-bucket-client': 'library',
  'published-newer': 'library',
  'not-published': 'library',
  'not-owner': 'library',

  unreadable: 'media',
  vanished: 'media',
  'empty-file': 'media',
  'not-an-image': 'media',
  'unsupported-format': 'media',
  'damaged-image': 'media',
  'needs-ffmpeg': 'media',
  'image-too-large': 'media',
  encrypted: 'media',
  'changed-while-reading': 'media',
  'decoder-crashed': 'media',
  'decoder-timeout': 'media',
  'url-refused': 'media',
  'url-failed': 'media',

  'model-not-found': 'model',
  'model-invalid': 'model',
  'model-download-failed': 'model',
  'encoder-failed': 'model',
  'detector-failed': 'model',

  aborted: 'aborted',
  'native-missing': 'internal',
  internal: 'internal',
} as const satisfies Record<string, ErrorKind>;

/** A stable error code; see {@link ERROR_KINDS}. */
export type ErrorCode = keyof typeof ERROR_KINDS;

/** Optional parts of a {@link PhotoseekError}. */
export interface ErrorParts {
  /** One sentence on how to resolve the error. */
  hint?: string;
  /** Evidence as fields (a path, a limit, a count), so that callers never parse the message. */
  details?: Record<string, unknown>;
  /** The underlying error. */
  cause?: unknown;
}

/** The base class of all errors photoseek throws on purpose. */
export class PhotoseekError extends Error {
  override readonly name: string = 'PhotoseekError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, message: string, parts: ErrorParts = {}) {
    super(message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.code = code;
    this.hint = parts.hint;
    this.details = parts.details ?? {};
  }

  get kind(): ErrorKind {
    return ERROR_KINDS[this.code];
  }
}

/** An error flattened to plain data, to cross a thread, a process or a database row. */
export interface ErrorData {
  code: ErrorCode;
  message: string;
  hint?: string;
  details?: Record<string, unknown>;
}

/** Flattens any thrown value; one that is no {@link PhotoseekError} gets the code `fallback`. */
export function toErrorData(thrown: unknown, fallback: ErrorCode = 'internal'): ErrorData {
  if (thrown instanceof PhotoseekError) {
    return {
      code: thrown.code,
      message: thrown.message,
      ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
      details: thrown.details,
    };
  }
  return { code: fallback, message: thrown instanceof Error ? thrown.message : String(thrown) };
}

/** The inverse of {@link toErrorData}. */
export function fromErrorData(data: ErrorData): PhotoseekError {
  const { hint, details } = data;
  return new PhotoseekError(data.code, data.message, {
    ...(hint === undefined ? {} : { hint }),
    ...(details === undefined ? {} : { details }),
  });
}

/** The error that ended a thread. Node keeps the fields of an error that crosses threads, not its class. */
export function fromThreadError(thrown: Error, fallback: ErrorCode, message = thrown.message): PhotoseekError {
  const { code, hint } = thrown as { code?: unknown; hint?: unknown };
  if (code !== 'native-missing') return new PhotoseekError(fallback, message, { cause: thrown });
  return new PhotoseekError(code, thrown.message, { cause: thrown, ...(typeof hint === 'string' ? { hint } : {}) });
}

/** Throws `aborted` when the signal has fired; call it between the steps of long work. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new PhotoseekError('aborted', 'The operation was cancelled.', { cause: signal.reason });
}

/** The error for an image on the web where nothing fetches it. */
export function refuseUrl(url: string): PhotoseekError {
  return new PhotoseekError('url-refused', `Images are not fetched from addresses here: ${url}`, {
    hint: 'Save the image and give its file.',
    details: { url },
  });
}

/** The error for a photo that is not there, or that this reader may not see. */
export function photoNotFound(
  target: { id: number } | { externalId: string } | { path: string },
  hint?: string,
): PhotoseekError {
  const named =
    'id' in target
      ? `id ${target.id}`
      : 'externalId' in target
        ? `external id ${target.externalId}`
        : `the file ${target.path}`;
  return new PhotoseekError('photo-not-found', `There is no photo with ${named} in this library.`, {
    ...(hint === undefined ? {} : { hint }),
    details: { ...target },
  });
}

/**
 * The one error of what only the machines of the libraries can do.
 * @param libraries names of the libraries that are published
 */
export function notOwner(libraries: readonly string[]): PhotoseekError {
  const named = libraries.slice(0, 5).map((name) => `“${name}”`);
  const more = libraries.length > named.length ? ` and ${libraries.length - named.length} more` : '';
  return new PhotoseekError(
    'not-owner',
    'This server answers from what libraries have published, and changes none of them.',
    {
      hint: `Do it on the machine that has the library${named.length === 0 ? '' : ` (${named.join(', ')}${more})`}, and publish it: photoseek publish ADDRESS`,
      details: { libraries: [...libraries] },
    },
  );
}
