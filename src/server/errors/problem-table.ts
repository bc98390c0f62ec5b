/**
 * Every code that a problem document can carry, with its HTTP status and its meaning: the one table behind the answers, the OpenAPI
 * document and `docs/http.md`. It is the only place where an error becomes an HTTP status.
 */
import type { ErrorCode } from '../../errors.js';

/** Codes that only this door can cause; the library never throws them. */
export type HttpErrorCode =
  | 'not-found'
  | 'job-not-found'
  | 'method-not-allowed'
  | 'host-refused'
  | 'origin-refused'
  | 'key-needed'
  | 'key-wrong'
  | 'scope-missing'
  | 'url-queries-off'
  | 'upload-too-large'
  | 'body-too-large'
  | 'unsupported-media-type'
  | 'range-not-satisfiable'
  | 'job-running'
  | 'headers-too-large'
  | 'rate-limited'
  | 'busy'
  | 'took-too-long'
  | 'not-ready';

/** What a code stands for. */
export interface ProblemMeaning {
  status: number;
  meaning: string;
}

/**
 * `original-missing` is 404 on purpose: 410 promises that the file is gone for good and may be cached, but an unplugged disk comes back.
 */
export const PROBLEMS: Record<ErrorCode | HttpErrorCode, ProblemMeaning> = {
  'bad-argument': { status: 400, meaning: 'A parameter or the body is not as it should be; `detail` names it.' },
  'empty-query': { status: 400, meaning: 'The query says nothing.' },
  'bad-query': { status: 400, meaning: 'The query is not valid in the query language; `detail` says where.' },
  'no-paths': { status: 400, meaning: 'There is nothing to index: no path was given and there is no root.' },

  'key-needed': { status: 401, meaning: 'This server asks for a key, or a session made with one.' },
  'key-wrong': { status: 401, meaning: 'The key is not known here, or was revoked.' },
  'scope-missing': { status: 403, meaning: 'The key does not allow this.' },
  'origin-refused': { status: 403, meaning: 'The request comes from a page of another site.' },
  'url-queries-off': { status: 403, meaning: 'The server was started without `--allow-url-queries`.' },

  'not-found': { status: 404, meaning: 'There is nothing at this address.' },
  'photo-not-found': { status: 404, meaning: 'There is no photo with this id, or the key may not see it.' },
  'original-missing': {
    status: 404,
    meaning: 'The file of the photo is not there now, or has changed since it was indexed.',
  },
  'path-not-found': { status: 404, meaning: 'There is no such file or folder.' },
  'root-not-found': { status: 404, meaning: 'The library has no such root.' },
  'job-not-found': { status: 404, meaning: 'There is no such job, or it was forgotten.' },
  'key-not-found': { status: 404, meaning: 'There is no key with this number.' },
  'library-not-found': { status: 404, meaning: 'The folder holds no library.' },

  'method-not-allowed': {
    status: 405,
    meaning: 'The address does not take this method; `Allow` lists those it takes.',
  },
  'job-running': { status: 409, meaning: 'An index run is going on; there can be one at a time.' },

  'upload-too-large': { status: 413, meaning: 'A picture that was sent has too many bytes.' },
  'body-too-large': { status: 413, meaning: 'The body has too many bytes.' },
  'image-too-large': { status: 413, meaning: 'The picture has too many pixels.' },
  'unsupported-media-type': { status: 415, meaning: 'The body is of a type that is not taken here.' },
  'range-not-satisfiable': { status: 416, meaning: 'The file is shorter than the range.' },
  'host-refused': { status: 421, meaning: 'The server does not answer to this host name.' },

  unreadable: { status: 422, meaning: 'The file cannot be read.' },
  vanished: { status: 422, meaning: 'The file was gone when it was to be read.' },
  'empty-file': { status: 422, meaning: 'The picture has no bytes.' },
  'not-an-image': { status: 422, meaning: 'The bytes are no picture.' },
  'unsupported-format': { status: 422, meaning: 'The picture is of a format that is not read.' },
  'damaged-image': { status: 422, meaning: 'The picture is damaged.' },
  'changed-while-reading': { status: 422, meaning: 'The file changed while it was read.' },
  'decoder-crashed': { status: 422, meaning: 'The decoder died of this picture.' },
  'decoder-timeout': { status: 422, meaning: 'The picture takes too long to decode.' },
  'url-refused': { status: 422, meaning: 'The address of the picture is not one that may be asked.' },
  'url-failed': { status: 422, meaning: 'The picture could not be had from its address.' },

  'rate-limited': { status: 429, meaning: 'Too many requests; `Retry-After` says when to come back.' },
  'headers-too-large': { status: 431, meaning: 'The address and headers together have more than 64 KB.' },
  aborted: { status: 499, meaning: 'The client went away; nobody sees this.' },

  internal: { status: 500, meaning: 'A fault of ours; the log says more.' },
  'library-newer': { status: 500, meaning: 'The library was made by a newer version.' },
  'library-damaged': { status: 500, meaning: 'The catalogue is damaged.' },
  'library-unwritable': { status: 500, meaning: 'The library’s folder cannot be written to.' },
  'backup-failed': { status: 500, meaning: 'The backup could not be written.' },
  'graph-invalid': { status: 500, meaning: 'A graph file is not valid.' },
  'vector-invalid': { status: 500, meaning: 'A vector is not valid.' },
  'model-not-found': { status: 500, meaning: 'There is no such model.' },
  'model-invalid': { status: 500, meaning: 'The model’s files are not valid.' },
  'encoder-failed': { status: 500, meaning: 'The encoder failed.' },

  busy: { status: 503, meaning: 'Too many requests wait already; `Retry-After` says when to come back.' },
  'took-too-long': { status: 503, meaning: 'The answer took longer than the server waits.' },
  'not-ready': { status: 503, meaning: 'The server is still loading.' },
  'library-closed': { status: 503, meaning: 'The server is shutting down.' },
  'library-locked': { status: 503, meaning: 'Another process is writing to the library.' },
  'model-download-failed': { status: 503, meaning: 'The model could not be downloaded.' },
};
