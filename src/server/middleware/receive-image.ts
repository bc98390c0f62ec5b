import type { Request, Response } from 'express';
import multer from 'multer';
import { PhotoseekError } from '../../errors.js';
import { HttpError } from '../errors/problem.js';

const MAX_UPLOAD_MEGABYTES = 50;
/** Of one request; each takes 50 MB of memory in the worst case. */
const MAX_IMAGES = 8;
const MAX_QUERY_BYTES = 1024 * 1024;

const limits = { fileSize: MAX_UPLOAD_MEGABYTES * 1024 * 1024, fieldSize: MAX_QUERY_BYTES };
const storage = multer.memoryStorage();

const receiveOne = multer({ storage, limits: { ...limits, files: 1, fields: 0 } }).single('image');
const receiveOneWithFields = multer({ storage, limits: { ...limits, files: 1, fields: 1 } }).single('image');
const receiveSeveral = multer({ storage, limits: { ...limits, files: MAX_IMAGES, fields: 1 } }).array(
  'image',
  MAX_IMAGES,
);

const EXPECTED_ONE = 'The body must have exactly one image, as the multipart field "image".';
const EXPECTED_FIELDS =
  'The body must have one image, as the multipart field "image", and may have JSON as the field "fields".';
const EXPECTED_SEVERAL = `The body must have 1 to ${MAX_IMAGES} images as multipart fields "image", and the rest of the query as the field "query".`;

/**
 * Reads the image of a multipart request.
 * @throws PhotoseekError `bad-argument`; HttpError `upload-too-large`
 */
export async function receiveImage(request: Request, response: Response): Promise<Uint8Array> {
  await receive(receiveOne, request, response, EXPECTED_ONE);
  if (request.file === undefined) throw new PhotoseekError('bad-argument', EXPECTED_ONE);
  return request.file.buffer;
}

/**
 * Reads the image of a multipart request, and JSON beside it.
 * @throws PhotoseekError `bad-argument`; HttpError `upload-too-large`
 */
export async function receiveImageWithFields(
  request: Request,
  response: Response,
): Promise<{ bytes: Uint8Array; fields: unknown }> {
  await receive(receiveOneWithFields, request, response, EXPECTED_FIELDS);
  const { fields, ...others } = (request.body ?? {}) as Record<string, unknown>;
  const [other] = Object.keys(others);
  if (request.file === undefined || other !== undefined || (fields !== undefined && typeof fields !== 'string'))
    throw new PhotoseekError('bad-argument', EXPECTED_FIELDS);
  return { bytes: request.file.buffer, fields: fields === undefined ? undefined : parse(fields, 'fields') };
}

/**
 * Reads the images and the JSON of a multipart request.
 * @throws PhotoseekError `bad-argument`; HttpError `upload-too-large`
 */
export async function receiveImages(
  request: Request,
  response: Response,
): Promise<{ images: Uint8Array[]; query: unknown }> {
  await receive(receiveSeveral, request, response, EXPECTED_SEVERAL);
  const files = (request.files ?? []) as Express.Multer.File[];
  if (files.length === 0) throw new PhotoseekError('bad-argument', EXPECTED_SEVERAL);
  const { query = '{}', ...others } = (request.body ?? {}) as Record<string, unknown>;
  const [other] = Object.keys(others);
  if (other !== undefined || typeof query !== 'string') {
    throw new PhotoseekError('bad-argument', `${EXPECTED_SEVERAL} Got an unexpected field "${other ?? 'query'}".`);
  }
  return { images: files.map((file) => file.buffer), query: parse(query, 'query') };
}

function parse(json: string, name: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new PhotoseekError('bad-argument', `The field "${name}" is not valid JSON.`, { cause });
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

/** All errors of the parser are errors of the request: a limit, an unexpected field, a truncated body. */
function translateError(error: unknown, expected: string): Error {
  if (!(error instanceof multer.MulterError)) {
    return new PhotoseekError('bad-argument', `The body is not valid multipart/form-data. ${expected}`, {
      cause: error,
    });
  }
  if (error.code === 'LIMIT_FILE_SIZE') {
    return new HttpError('upload-too-large', `An image must have at most ${MAX_UPLOAD_MEGABYTES} MB.`, {
      hint: 'Send a smaller version: 1000 pixels are enough for a search.',
    });
  }
  const field = error.field === undefined ? '' : ` Got an unexpected field "${error.field}".`;
  return new PhotoseekError('bad-argument', `${expected}${field}`, { cause: error });
}
