import type { FoundName } from './find-names.js';

/** Stands where a name was. */
const NAME = '\u0000';

/** They join a name to what stands beside it. */
const JOINERS = new Set('and with & + und mit et avec y con e com i z met och og ve и с'.split(' '));

/** They say that what stands behind them is in the picture. */
const BEFORE_NAME = new Set('of by showing from von de di do da van av af фото'.split(' '));

/** With nothing else beside it, they say no more than that photos are wanted. */
const PHOTO_WORDS = new Set(
  `a an the all any some my our me show find photo photos picture pictures image images pic pics snapshot snapshots
   foto fotos bild bilder alle ein eine das die der une un les des le la image images todas las los immagini immagine фото фотографии`
    .trim()
    .split(/\s+/),
);

/** The rest of a description without the names in it and without the words that joined them: of `Anna and Peter on a boat`, `on a boat`. */
export function removeNames(text: string, names: readonly FoundName[]): string {
  let marked = text;
  for (const { start, end } of names.toReversed()) marked = `${marked.slice(0, start)} ${NAME} ${marked.slice(end)}`;
  const kept = marked.split(/\s+/).filter((word) => word === NAME || /[\p{L}\p{N}]/u.test(word) || word === '&');
  const words = dropJoiners(kept).filter((word) => word !== NAME);
  return words.every((word) => PHOTO_WORDS.has(toSmall(word))) ? '' : words.join(' ').replace(/[,;]+$/, '');
}

function dropJoiners(words: readonly string[]): string[] {
  const isJoiner = (word: string, next: string | undefined, before: string | undefined) =>
    JOINERS.has(toSmall(word)) ? before === NAME || next === NAME : next === NAME && BEFORE_NAME.has(toSmall(word));
  return words.filter((word, i) => word === NAME || !isJoiner(word, words[i + 1], words[i - 1]));
}

function toSmall(word: string): string {
  return word.toLowerCase().replace(/[,;.!?]+$/, '');
}
