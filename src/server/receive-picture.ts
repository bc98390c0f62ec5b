import type { Request, RequestHandler } from 'express';
import multer from 'multer';
import { PhotoseekError } from '../errors.js';
import { DoorError } from './problem.js';

const MAX_UPLOAD_MEGABYTES = 50;
const EXPECTED = 'Send exactly one picture as the multipart field "image".';

const receive = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: MAX_UPLOAD_MEGABYTES * 1024 * 1024, files: 1, fields: 0 },
}).single('image');

/** Reads the uploaded picture of a multipart request into memory, for {@link getPicture}. */
export const receivePicture: RequestHandler = (request, response, next) => {
  receive(request, response, (error: unknown) => {
    next(error === undefined ? undefined : translateError(error));
  });
};

/**
 * The bytes that {@link receivePicture} read.
 * @throws PhotoseekError `bad-argument` when there were none
 */
export function getPicture(request: Request): Uint8Array {
  if (request.file === undefined) throw new PhotoseekError('bad-argument', EXPECTED);
  return request.file.buffer;
}

/** What can go wrong here is a fault of the request: a limit, a wrong field, a body cut short. */
function translateError(error: unknown): Error {
  if (!(error instanceof multer.MulterError)) {
    return new PhotoseekError('bad-argument', `The body is not valid multipart/form-data. ${EXPECTED}`, {
      cause: error,
    });
  }
  if (error.code === 'LIMIT_FILE_SIZE') {
    return new DoorError('upload-too-large', `A picture may have ${MAX_UPLOAD_MEGABYTES} MB at most.`, {
      hint: 'Send a smaller version: for searching, 1000 pixels are plenty.',
    });
  }
  const field = error.field === undefined ? '' : ` The field "${error.field}" is not expected.`;
  return new PhotoseekError('bad-argument', `${EXPECTED}${field}`, { cause: error });
}
