import { readFileSync } from 'node:fs';

/** Reads a table of captions: file, tab, caption. @returns {Map<string, string[]>} captions by file name */
export function readCaptions(file) {
  const captions = new Map();
  for (const line of readFileSync(file, 'utf8').trim().split('\n').slice(1)) {
    const [name, caption] = line.split('\t');
    captions.set(name, [...(captions.get(name) ?? []), caption.toLowerCase()]);
  }
  return captions;
}

/**
 * Whether some words stand in one of the captions of a photo, in the singular or the plural. Captions do not say everything, and say it in other
 * words (a bike): a tag that counts as wrong by this may still be right.
 */
export function makeSaid(captions) {
  const words = new Map();
  for (const [name, texts] of captions)
    words.set(name, new Set(texts.flatMap((text) => text.match(/[a-z]+/g) ?? []).map(toSingular)));
  return (photo, tag) => (tag.match(/[a-z]+/g) ?? []).map(toSingular).every((word) => words.get(photo)?.has(word));
}

const IRREGULAR = { men: 'man', women: 'woman', children: 'child', people: 'person', leaves: 'leaf' };
const ENDINGS = [
  [/ies$/, 'y'],
  [/(ss|sh|ch|x)es$/, '$1'],
  [/([^s]{3})s$/, '$1'],
];

function toSingular(word) {
  if (IRREGULAR[word] !== undefined) return IRREGULAR[word];
  const [ending, singular] = ENDINGS.find(([pattern]) => pattern.test(word)) ?? [/$/, ''];
  return word.replace(ending, singular);
}
