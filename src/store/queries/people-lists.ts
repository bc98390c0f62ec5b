import { toLooseWords } from '../../model/comparison-key.js';
import { addAll, nameGroups, packLists, type ValueLists } from './value-lists.js';

/**
 * The names of people, each with the photos that the filter `person:` finds by it: those of all people in whose name its words stand side by side, so
 * that the photos of Anna Smith are among those of Anna.
 * @param shown photos by name, from several sources
 * @param hidden those of people who are in no list; photos of Anna all the same
 */
export function listPeople(
  shown: readonly ReadonlyMap<string, readonly number[]>[],
  hidden: ReadonlyMap<string, readonly number[]>,
): ValueLists {
  const photosOf = new Map<string, number[]>();
  for (const source of [...shown, hidden]) for (const [name, photos] of source) addAll(photosOf, name, photos);
  const nameOf = nameGroups(new Map([...photosOf].map(([name, { length }]) => [name, length])), toLooseWords);
  const listed = new Set(shown.flatMap((source) => Array.from(source.keys(), (name) => nameOf.get(name) as string)));
  const byWord = groupByWord([...photosOf.keys()]);
  const found = new Map<string, number[]>();
  for (const name of listed) {
    const words = toLooseWords(name);
    // A name of signs alone has no word to be found by.
    for (const other of byWord.get(words.trim().split(' ')[0] as string) ?? [])
      if (toLooseWords(other).includes(words)) addAll(found, name, photosOf.get(other) as number[]);
  }
  return packLists(found);
}

function groupByWord(names: readonly string[]): Map<string, string[]> {
  const byWord = new Map<string, string[]>();
  for (const name of names)
    for (const word of new Set(toLooseWords(name).trim().split(' '))) {
      if (word === '') continue;
      const known = byWord.get(word);
      if (known === undefined) byWord.set(word, [name]);
      else known.push(name);
    }
  return byWord;
}
