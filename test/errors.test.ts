import { describe, expect, it } from 'vitest';
import {
  ERROR_KINDS,
  type ErrorCode,
  fromErrorData,
  PhotoseekError,
  throwIfAborted,
  toErrorData,
} from '#src/errors.js';

describe('PhotoseekError', () => {
  it('carries code, kind, message, hint, details and cause', () => {
    const cause = new Error('disk on fire');
    const error = new PhotoseekError('unreadable', 'It could not be read.', {
      hint: 'Call the fire brigade.',
      details: { path: '/a' },
      cause,
    });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'PhotoseekError',
      code: 'unreadable',
      kind: 'media',
      message: 'It could not be read.',
      hint: 'Call the fire brigade.',
      details: { path: '/a' },
      cause,
    });
  });

  it('has no hint, no cause and empty details where none are given', () => {
    const error = new PhotoseekError('internal', 'No.');
    expect([error.hint, error.details, 'cause' in error]).toEqual([undefined, {}, false]);
  });

  it.each(Object.entries(ERROR_KINDS))('is of one kind by its code: %s is %s', (code, kind) => {
    expect(new PhotoseekError(code as ErrorCode, 'x').kind).toBe(kind);
  });
});

describe('toErrorData', () => {
  it('and fromErrorData are inverse, also across JSON', () => {
    const errors = [
      new PhotoseekError('bad-argument', 'No.'),
      new PhotoseekError('path-not-found', 'Not there.', {
        hint: 'Look elsewhere.',
        details: { path: '/a', tries: 3 },
      }),
    ];
    for (const error of errors) {
      const back = fromErrorData(JSON.parse(JSON.stringify(toErrorData(error))));
      expect(back).toBeInstanceOf(PhotoseekError);
      const { code, message, hint, details } = error;
      expect(back).toMatchObject({ code, message, details });
      expect(back.hint).toBe(hint);
    }
  });

  it.each([
    ['an error of somebody else', new TypeError('x is not a function'), 'x is not a function'],
    ['a text', 'nonsense', 'nonsense'],
    ['nothing', undefined, 'undefined'],
  ])('gives %s the fallback code', (_what, thrown, message) => {
    expect(toErrorData(thrown)).toEqual({ code: 'internal', message });
    expect(toErrorData(thrown, 'damaged-image')).toEqual({ code: 'damaged-image', message });
  });
});

describe('throwIfAborted', () => {
  it('throws aborted, with the reason as its cause, once the signal has fired', () => {
    const stop = new AbortController();
    expect(() => throwIfAborted(undefined)).not.toThrow();
    expect(() => throwIfAborted(stop.signal)).not.toThrow();
    stop.abort('enough');
    expect(() => throwIfAborted(stop.signal)).toThrow(expect.objectContaining({ code: 'aborted', cause: 'enough' }));
  });
});
