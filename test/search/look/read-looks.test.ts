import { describe, expect, it } from 'vitest';
import { isWithoutColours, readLooks } from '#src/search/look/read-looks.js';

describe('what a description says about the look of a picture', () => {
  it.each<[string, string[]]>([
    ['a red bus', ['red']],
    ['a red bus and a red car beside a blue one', ['red', 'blue']],
    ['a black and white photo of a street', ['bw']],
    ['a street in black and white', ['bw']],
    ['a black and white dog', ['black', 'white']],
    ['a black man in a white shirt', ['white']],
    ['two young white women', []],
    ['a knight on a horse', []],
  ])('%s', (text, looks) => {
    expect(readLooks([text], ['en'])).toEqual(looks);
  });

  it('in the language of the text, which is English where none is known', () => {
    expect(readLooks(['ein rotes Auto bei Nacht'], ['de'])).toEqual(['red']);
    expect(readLooks(['une photo en noir et blanc'], ['fr'])).toEqual(['bw']);
    expect(readLooks(['黑白照片'], ['zh'])).toEqual(['bw']);
    expect(readLooks(['a red bus'], [])).toEqual(['red']);
    expect(readLooks(['a red bus'], ['und'])).toEqual([]);
  });
});

describe('a text that asks for pictures without colours and nothing else', () => {
  it.each([
    'black and white',
    'a black and white photo',
    'Black & White Pictures',
    'photos in black-and-white',
    'monochrome photos',
    'Schwarz-Weiß-Foto',
    'Schwarzweißbilder',
    'une photo en noir et blanc',
    'fotos en blanco y negro',
    'чёрно-белые фото',
    '黑白照片',
    '白黒の写真',
    '흑백 사진',
  ])('is %s', (text) => {
    expect(isWithoutColours(text)).toBe(true);
  });

  it.each([
    'a black and white cat',
    'black and white photo of a street',
    'a photo',
    'an image',
    'schwarzweiße Kuh',
    '',
  ])('is not %s', (text) => {
    expect(isWithoutColours(text)).toBe(false);
  });
});
