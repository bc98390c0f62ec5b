import { describe, expect, it } from 'vitest';
import { ERROR_KINDS, type ErrorCode, PhotoseekError } from '#src/errors.js';
import { toProblem } from '#src/server/errors/problem.js';

describe('toProblem', () => {
  it.each<[ErrorCode, number]>([
    ['bad-argument', 400],
    ['empty-query', 400],
    ['photo-not-found', 404],
    ['original-missing', 404],
    ['not-an-image', 422],
    ['damaged-image', 422],
    ['image-too-large', 413],
    ['library-locked', 503],
    ['library-closed', 503],
    ['library-damaged', 500],
    ['model-download-failed', 503],
    ['encoder-failed', 500],
    ['aborted', 499],
  ])('gives %s the status %i', (code, status) => {
    expect(toProblem(new PhotoseekError(code, 'A sentence.'))).toMatchObject({ code, status, detail: 'A sentence.' });
  });

  it('gives every code of the library an error status, a title and a stable type', () => {
    for (const code of Object.keys(ERROR_KINDS) as ErrorCode[]) {
      const problem = toProblem(new PhotoseekError(code, 'A sentence.'));
      expect(problem.status).toBeGreaterThanOrEqual(400);
      expect(problem.title).toMatch(/^[A-Z][a-z ]+$/);
      expect(problem.type).toBe(`urn:photoseek:problem:${code}`);
    }
  });

  it('passes the hint on and keeps the details inside', () => {
    const error = new PhotoseekError('empty-query', 'No words.', { hint: 'Say some.', details: { secret: 1 } });
    expect(toProblem(error)).toEqual({
      type: 'urn:photoseek:problem:empty-query',
      title: 'Empty query',
      status: 400,
      detail: 'No words.',
      code: 'empty-query',
      hint: 'Say some.',
    });
  });

  it.each([
    ['an ordinary error', new Error('ENOENT: /home/someone/secret')],
    ['an internal error of ours', new PhotoseekError('internal', 'row 3 of /home/someone/secret')],
    ['a thrown string', '/home/someone/secret'],
    ['undefined', undefined],
  ])('tells nothing about the inside when it meets %s', (_what, thrown) => {
    const problem = toProblem(thrown);
    expect(problem).toMatchObject({ status: 500, code: 'internal' });
    expect(JSON.stringify(problem)).not.toContain('secret');
  });
});
