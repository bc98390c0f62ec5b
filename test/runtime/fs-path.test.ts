import fc from 'fast-check';
import { expect, it } from 'vitest';
import { escapeText, fromNameBytes, pathBytes, toFsPath } from '#src/runtime/fs-path.js';

const toBytes = (path: string) => Buffer.from(toFsPath(path) as string);

it('gives back every name as the bytes that it was', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (name) => {
      expect(toBytes(fromNameBytes(Buffer.from(name)))).toEqual(Buffer.from(name));
    }),
  );
});

it.each([
  ['Latin-1', Buffer.from('Järvi.jpg', 'latin1')],
  ['Shift JIS', Buffer.from([0x8e, 0xca, 0x90, 0x5e])],
  ['half a character', Buffer.from('é').subarray(0, 1)],
  ['an overlong form', Buffer.from([0xc0, 0xaf])],
  ['half of a surrogate pair', Buffer.from([0xed, 0xa0, 0x80])],
  ['a character that escapes use', Buffer.from('\uef80 icon')],
])('keeps %s as its bytes, says so for JSON, and leaves valid text alone', (_what, name) => {
  const text = fromNameBytes(name);
  expect(toBytes(text)).toEqual(name);
  expect(pathBytes(`/p/${text}`)).toEqual({ pathBytes: Buffer.concat([Buffer.from('/p/'), name]).toString('base64') });
  expect(JSON.parse(JSON.stringify(text))).toBe(text);
  expect(pathBytes('/p/größe 写真 \ufffd.jpg')).toEqual({});
});

it('writes a text beside a path as the text that it is', () => {
  for (const text of ['größe', '\uef80 and \uefff', 'plain'])
    expect(toBytes(`${fromNameBytes(Buffer.from([0xe4]))}${escapeText(text)}`)).toEqual(
      Buffer.concat([Buffer.from([0xe4]), Buffer.from(text)]),
    );
});
