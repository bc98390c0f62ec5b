import type { Request, Response } from 'express';
import multer from 'multer';
import { PhotoseekError } from '../../errors.js';
import { HttpError } from '../errors/problem.js';

const MAX_UPLOAD_MEGABYTES = 50;
/** Of one request; each counts 50 MB of memory in the worst case. */
const MAX_PICTURES = 8;
const MAX_QUERY_BYTES = 1024 * 1024;

const limits = { fileSize: MAX_UPLOAD_MEGABYTES * 1024 * 1024, fieldSize: MAX_QUERY_BYTES };
const storage = multer.memoryStorage();

const receiveOne = multer({ storage, limits: { ...limits, files: 1, fields: 0 } }).single('image');
const receiveSeveral = multer({ storage, limits: { ...limits, files: MAX_PICTURES, fields: 1 } }).array(
  'image',
  MAX_PICTURES,
);

const EXPECTED_ONE = 'Send exactly one picture as the multipart field "image".';
const EXPECTED_SEVERAL = `Send up to ${MAX_PICTURES} pictures as multipart fields "image", and the rest of the query as the field "query".`;

/**
 * Reads the one picture of a multipart request.
 * @throws PhotoseekError `bad-argument`; HttpError `upload-too-large`
 */
export async function receivePicture(request: Request, response: Response): Promise<Uint8Array> {
  await receive(receiveOne, request, response, EXPECTED_ONE);
  if (request.file === undefined) throw new PhotoseekError('bad-argument', EXPECTED_ONE);
  return request.file.buffer;
}

/**
 * Reads the pictures of a multipart request, and the JSON beside them.
 * @throws PhotoseekError `bad-argument`; HttpError `upload-too-large`
 */
export async function receivePictures(
  request: Request,
  response: Response,
): Promise<{ pictures: Uint8Array[]; query: unknown }> {
  await receive(receiveSeveral, request, response, EXPECTED_SEVERAL);
  const files = (request.files ?? []) as Express.Multer.File[];
  if (files.length === 0) throw new PhotoseekError('bad-argument', EXPECTED_SEVERAL);
  const { query = '{}', ...others } = (request.body ?? {}) as Record<string, unknown>;
  const [other] = Object.keys(others);
  if (other !== undefined || typeof query !== 'string') {
    throw new PhotoseekError('bad-argument', `${EXPECTED_SEVERAL} The field "${other ?? 'query'}" is not expected so.`);
  }
  return { pictures: files.map((file) => file.buffer), query: parse(query) };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new PhotoseekError('bad-argument', 'The field "query" is not valid JSON.', { cause });
  }
}

type Receiver = ReturnType<ReturnType<typeof multer>['single']>;

function receive(receiver: Receiver, request: Request, response: Response, expected: string): Promise<void> {
  return new Promise((resolve, reject) => {
    receiver(request, response, (error: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(translateError(error, expected));
    });
  });
}

/** What can go wrong here is a fault of the request: a limit, a wrong field, a body cut short. */
function translateError(error: unknown, expected: string): Error {
  if (!(error instanceof multer.MulterError)) {
    return new PhotoseekError('bad-argument', `The body is not valid multipart/form-data. ${expected}`, {
      cause: error,
    });
  }
  if (error.code === 'LIMIT_FILE_SIZE') {
    return new HttpError('upload-too-large', `A picture may have ${MAX_UPLOAD_MEGABYTES} MB at most.`, {
      hint: 'Send a smaller version: for searching, 1000 pixels are plenty.',
    });
  }
  const field = error.field === undefined ? '' : ` The field "${error.field}" is not expected.`;
  return new PhotoseekError('bad-argument', `${expected}${field}`, { cause: error });
}
