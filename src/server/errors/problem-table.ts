/**
 * Every code that a problem document can carry, with its HTTP status and its meaning: the one table behind the answers, the OpenAPI
 * document and `docs/http.md`. It is the only place where an error becomes an HTTP status.
 */
import type { ErrorCode } from '../../errors.js';

/** Codes of errors of the HTTP interface itself; the library never throws them. */
export type HttpErrorCode =
  | 'not-found'
  | 'job-not-found'
  | 'archive-not-found'
  | 'method-not-allowed'
  | 'host-not-allowed'
  | 'origin-not-allowed'
  | 'key-required'
  | 'key-invalid'
  | 'insufficient-scope'
  | 'url-queries-disabled'
  | 'upload-too-large'
  | 'body-too-large'
  | 'unsupported-media-type'
  | 'range-not-satisfiable'
  | 'job-running'
  | 'headers-too-large'
  | 'rate-limited'
  | 'overloaded'
  | 'timeout'
  | 'not-ready'
  | 'unavailable';

/** Status and meaning of a code. */
export interface ProblemMeaning {
  status: number;
  meaning: string;
}

/**
 * `original-missing` is 404 on purpose: 410 promises that the file is gone for good and may be cached, but an unplugged disk comes back.
 */
export const PROBLEMS: Record<ErrorCode | HttpErrorCode, ProblemMeaning> = {
  'bad-argument': { status: 400, meaning: 'A parameter or the body is invalid; `detail` names it.' },
  'empty-query': { status: 400, meaning: 'The query is empty.' },
  'bad-query': { status: 400, meaning: 'The query is not valid in the query language; `detail` says where.' },
  'no-paths': { status: 400, meaning: 'There is nothing to index: no path was given and the library has no root.' },

  'key-required': { status: 401, meaning: 'This server requires a key, or a session started with one.' },
  'key-invalid': { status: 401, meaning: 'The key is unknown or was revoked.' },
  'insufficient-scope': { status: 403, meaning: 'The key lacks the scope of the operation.' },
  'origin-not-allowed': { status: 403, meaning: 'The request comes from a page of another site.' },
  'url-queries-disabled': { status: 403, meaning: 'The server was started without `--allow-url-queries`.' },

  'not-found': { status: 404, meaning: 'There is no resource at this address.' },
  'photo-not-found': { status: 404, meaning: 'There is no photo with this id, or the key may not see it.' },
  'original-missing': {
    status: 404,
    meaning: 'The file of the photo cannot be reached now, or has changed since it was indexed.',
  },
  'path-not-found': { status: 404, meaning: 'There is no such file or folder.' },
  'root-not-found': { status: 404, meaning: 'The library has no such root.' },
  'job-not-found': { status: 404, meaning: 'There is no such job, or it is older than the last fifty.' },
  'archive-not-found': {
    status: 404,
    meaning: 'There is no such archive, or it was made more than fifteen minutes ago.',
  },
  'stage-off': { status: 409, meaning: 'What the request needs is not looked for in the photos of this library.' },
  'person-not-found': { status: 404, meaning: 'There is no person with this id, or the key may not see it.' },
  'face-not-found': {
    status: 404,
    meaning:
      'There is no face with this id, or the key may not see it; or none in the picture, or in the part of it, that was asked for.',
  },
  'key-not-found': { status: 404, meaning: 'There is no key with this id.' },
  'library-not-found': { status: 404, meaning: 'The folder holds no library.' },

  'method-not-allowed': {
    status: 405,
    meaning: 'The address does not support this method; `Allow` lists those it supports.',
  },
  'job-running': { status: 409, meaning: 'An index run is in progress; there can be one at a time.' },

  'upload-too-large': { status: 413, meaning: 'An uploaded image has too many bytes.' },
  'body-too-large': { status: 413, meaning: 'The body has too many bytes.' },
  'image-too-large': { status: 413, meaning: 'The image has too many pixels.' },
  'unsupported-media-type': { status: 415, meaning: 'The media type of the body is not supported.' },
  'range-not-satisfiable': { status: 416, meaning: 'The file is shorter than the range.' },
  'host-not-allowed': { status: 421, meaning: 'The server does not serve this host name.' },

  unreadable: { status: 422, meaning: 'The file cannot be read.' },
  vanished: { status: 422, meaning: 'The file was deleted before it could be read.' },
  'empty-file': { status: 422, meaning: 'The image has no bytes.' },
  'not-an-image': { status: 422, meaning: 'The bytes are not an image.' },
  'unsupported-format': { status: 422, meaning: 'The format of the image is not supported.' },
  'damaged-image': { status: 422, meaning: 'The image is damaged.' },
  'needs-ffmpeg': { status: 422, meaning: 'A video cannot be decoded, because the server has no ffmpeg.' },
  encrypted: { status: 422, meaning: 'The document is encrypted and opens with a password only.' },
  'changed-while-reading': { status: 422, meaning: 'The file changed while it was being read.' },
  'decoder-crashed': { status: 422, meaning: 'The decoder crashed on this image.' },
  'decoder-timeout': { status: 422, meaning: 'The image takes too long to decode.' },
  'url-refused': { status: 422, meaning: 'The address of the image is not allowed.' },
  'url-failed': { status: 422, meaning: 'The image could not be downloaded.' },

  'rate-limited': {
    status: 429,
    meaning: 'Too many requests from this address; `Retry-After` says when to try again.',
  },
  'headers-too-large': { status: 431, meaning: 'The address and headers together have more than 64 KB.' },
  aborted: { status: 499, meaning: 'The client closed the connection.' },

  internal: { status: 500, meaning: 'Internal error; see the server log.' },
  'library-newer': { status: 500, meaning: 'The library was written by a newer version.' },
  'library-damaged': { status: 500, meaning: 'The catalogue is damaged.' },
  'library-unwritable': { status: 500, meaning: 'The library’s folder cannot be written to.' },
  'backup-failed': { status: 500, meaning: 'The backup could not be written.' },
  'graph-invalid': { status: 500, meaning: 'A graph file is not valid.' },
  'engine-unreachable': {
    status: 503,
    meaning: 'The database with the vectors cannot be reached; words and filters are answered.',
  },
  'engine-refused': {
    status: 500,
    meaning: 'The database with the vectors refuses the connection: password, rights or certificate.',
  },
  'engine-too-old': { status: 500, meaning: 'The database with the vectors has no pgvector, or one that is too old.' },
  'engine-failed': {
    status: 500,
    meaning: 'The database with the vectors failed, or answered with something else than vectors.',
  },
  'bucket-unreachable': {
    status: 503,
    meaning: 'The bucket with the thumbnails cannot be reached; everything else is answered.',
  },
  'bucket-refused': {
    status: 500,
    meaning: 'The bucket with the thumbnails is not there, or refuses the server: keys, rights, region or certificate.',
  },
  'bucket-failed': { status: 500, meaning: 'The bucket with the thumbnails failed, or has something else than them.' },
  'needs-bucket-client': { status: 500, meaning: 'The server lacks the package that reads buckets.' },
  'published-newer': { status: 503, meaning: 'A newer version has published the libraries in the database.' },
  'not-published': {
    status: 501,
    meaning: 'This cannot be asked of published libraries; the machine of the library answers it.',
  },
  'not-owner': {
    status: 501,
    meaning: 'This server answers from what libraries have published; `hint` names those whose machines can do it.',
  },
  'vector-invalid': { status: 500, meaning: 'A vector is not valid.' },
  'model-not-found': { status: 500, meaning: 'There is no such model.' },
  'model-invalid': { status: 500, meaning: 'The model’s files are not valid.' },
  'encoder-failed': { status: 500, meaning: 'The encoder failed.' },
  'detector-failed': { status: 500, meaning: 'The detector failed.' },
  'native-missing': { status: 500, meaning: 'A package with native code is missing for the system of the server.' },

  overloaded: { status: 503, meaning: 'The queue is full; `Retry-After` says when to try again.' },
  timeout: { status: 503, meaning: 'The request took longer than the time limit of the server.' },
  'not-ready': { status: 503, meaning: 'The model is still being loaded.' },
  unavailable: {
    status: 503,
    meaning: 'The database of published libraries cannot be reached; the server answers when it is back.',
  },
  'library-closed': { status: 503, meaning: 'The server is shutting down.' },
  'library-locked': { status: 503, meaning: 'Another process is writing to the library.' },
  'model-download-failed': { status: 503, meaning: 'The model could not be downloaded.' },
};
