import { readdirSync, readFileSync } from 'node:fs';
import { type ClassWords, ObjectVocabulary } from './vocabulary.js';

/** One file a language, `CODE.json`. */
const FOLDER = new URL('../../../data/objects/', import.meta.url);

let loaded: ObjectVocabulary | undefined;

/** The words that ship, in all languages; read once. */
export function loadObjectVocabulary(): ObjectVocabulary {
  loaded ??= new ObjectVocabulary(listLanguages().map((code) => [code, readWords(code)]));
  return loaded;
}

/** English first, then by code. */
function listLanguages(): string[] {
  const codes = readdirSync(FOLDER).flatMap((file) => /^([a-z]{2})\.json$/.exec(file)?.[1] ?? []);
  return codes.sort((a, b) => Number(b === 'en') - Number(a === 'en') || (a < b ? -1 : 1));
}

function readWords(code: string): ClassWords {
  return JSON.parse(readFileSync(new URL(`${code}.json`, FOLDER), 'utf8')) as ClassWords;
}
