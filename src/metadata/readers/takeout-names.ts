/** Which JSON of Google Takeout belongs to which photo. The names are undocumented; the rules follow observed exports. */

/** Word that Takeout puts before `.json`, cut at any length where the name is long. */
const WORD = 'supplemental-metadata';

/** Takeout cuts names to some 46 characters; a name shorter than this is whole. */
const MIN_CUT_BYTES = 40;

/**
 * Suffixes of edited photos and of those that Google made: `-edited` in every language (`-ha editado`, `-編集済み`), `-COLLAGE`, `-effects`, also
 * cut (`-edi`), and `~2`.
 */
const EDITED = /^(?:-\p{L}[\p{L}\p{M}' .]*|~\d{1,2})+$/u;

/** A file's name in its parts: `IMG_1(2).jpg` has stem `IMG_1`, copy `(2)`, ending `.jpg`. */
interface Name {
  stem: string;
  copy: string;
  ending: string;
}

function splitName(name: string): Name {
  const found = /^(.+?)(\(\d{1,4}\))?(\.[^.]{1,10})?$/s.exec(name);
  return { stem: found?.[1] ?? name, copy: found?.[2] ?? '', ending: found?.[3] ?? '' };
}

/** A JSON file: the name of its photo as far as it is there, and the counter of a copy. */
interface Target {
  json: string;
  /** `IMG_1.jpg`, `IMG_1` where the ending is left out; `IMG_1.jp` where it is cut. */
  base: string;
  copy: string;
  /** Its name is so long that it may be cut. */
  isLong: boolean;
}

/**
 * The counter stands before or behind the word, or both: `IMG_1.jpg.supplemental-metadata(1).json`, `IMG_1.jpg(1).supplemental-metadata.json`,
 * `IMG_1(1).jpg.json`.
 */
function readTarget(json: string): Target {
  const whole = json.replace(/\.json$/i, '');
  const { rest, copy: behind } = takeCopy(whole);
  const dot = rest.lastIndexOf('.');
  const isWord = dot > 0 && WORD.startsWith(rest.slice(dot + 1).toLowerCase());
  const named = isWord ? rest.slice(0, dot) : rest;
  const { rest: base, copy: before } = isWord && behind === '' ? takeCopy(named) : { rest: named, copy: '' };
  const last = behind || before;
  const { stem, copy, ending } = splitName(base);
  const isLong = Buffer.byteLength(whole) >= MIN_CUT_BYTES;
  // Of a second file named IMG_1(1).jpg, the name ends with (1)(2).
  if (copy !== '' && last !== '' && copy !== last) return { json, base, copy: last, isLong };
  return { json, base: `${stem}${ending}`, copy: last || copy, isLong };
}

function takeCopy(text: string): { rest: string; copy: string } {
  const copy = /\(\d{1,4}\)$/.exec(text)?.[0] ?? '';
  return { rest: text.slice(0, text.length - copy.length), copy };
}

/** Items by a key, several for one key. */
class Groups<T> extends Map<string, T[]> {
  add(key: string, item: T): void {
    const group = this.get(key);
    if (group === undefined) this.set(key, [item]);
    else group.push(item);
  }
}

const withoutEnding = (name: string) => name.replace(/\.[A-Za-z0-9]{2,5}$/, '');

/** Names of photos that JSON files state, looked up by the names of photos. */
class Index {
  readonly #exact = new Groups<string>();
  readonly #byStem = new Groups<string>();
  readonly #toKey: (text: string) => string;

  constructor(targets: readonly Target[], toKey: (text: string) => string = (text) => text) {
    this.#toKey = toKey;
    for (const { json, base, copy } of targets) {
      this.#exact.add(`${toKey(base)}/${copy}`, json);
      if (withoutEnding(base) !== base) this.#byStem.add(`${toKey(withoutEnding(base))}/${copy}`, json);
    }
  }

  /** Of the photo itself: with its ending, or without. */
  findOwn({ stem, copy, ending }: Name): string[] {
    const own = [`${stem}${ending}`, stem].flatMap((base) => this.#exact.get(`${this.#toKey(base)}/${copy}`) ?? []);
    return [...new Set(own)];
  }

  /** Of a photo with another ending: a HEIC that was exported as JPEG. */
  findConverted({ stem, copy }: Name): string[] {
    return this.#byStem.get(`${this.#toKey(stem)}/${copy}`) ?? [];
  }

  /** Of the photo that this one is an edited copy of. */
  findOriginal(name: Name): string[] {
    for (const original of listOriginals(name)) {
      const found = this.findOwn(original);
      if (found.length > 0) return found;
      const converted = this.findConverted(original);
      if (converted.length > 0) return converted;
    }
    return [];
  }
}

/**
 * Assigns Takeout's JSON files to the photos of a folder: first by their names, then, for photos and JSON files that are left, by the title
 * that the JSON states.
 * @param photos names of the other files in the folder
 * @param jsons names of the JSON files in it
 * @param readTitles the titles of some JSON files, `undefined` for those that Takeout did not write; called when names are not enough
 * @returns for each photo that has any the names of its JSON files, most specific first
 */
export async function assignTakeout(
  photos: readonly string[],
  jsons: readonly string[],
  readTitles: (jsons: readonly string[]) => Promise<(string | undefined)[]>,
): Promise<Map<string, string[]>> {
  const names = photos.map((photo) => ({ photo, name: splitName(photo) }));
  const targets = jsons.map(readTarget);
  const assigned = new Map<string, string[]>();
  const assign = (find: (name: Name) => string[]) => {
    for (const { photo, name } of names) {
      if (assigned.has(photo)) continue;
      const found = find(name);
      if (found.length > 0) assigned.set(photo, found);
    }
  };
  const byName = new Index(targets);
  assign((name) => byName.findOwn(name));
  for (const [photo, json] of findCut(targets, names, new Set([...assigned.values()].flat())))
    if (!assigned.has(photo)) assigned.set(photo, [json]);
  assign((name) => findOriginalPhoto(name, assigned) ?? byName.findOriginal(name));
  assign((name) => byName.findConverted(name));
  if (assigned.size === photos.length) return assigned;

  const claimed = new Set([...assigned.values()].flat());
  const left = targets.filter(({ json }) => !claimed.has(json));
  if (left.length === 0) return assigned;
  const titles = await readTitles(left.map(({ json }) => json));
  const titled = left.flatMap(({ json, copy, isLong }, i) => {
    const title = titles[i];
    if (title === undefined || title === '') return [];
    // The title has the photo's own counter; that of the JSON is Takeout's.
    const own = splitName(title);
    return [{ json, base: copy === own.copy ? `${own.stem}${own.ending}` : title, copy, isLong }];
  });
  const byTitle = new Index(titled, toComparable);
  assign((name) => byTitle.findOwn(name));
  // Where names of JSON files are cut to the same, their counters are not those of photos.
  const whole = new Groups<string>();
  for (const [i, { json }] of left.entries()) whole.add(toComparable(titles[i] ?? ''), json);
  assign(({ stem, copy, ending }) => {
    const found = whole.get(toComparable(`${stem}${copy}${ending}`)) ?? [];
    return found.length === 1 ? found : [];
  });
  for (const [photo, json] of findShortened(titled, names)) if (!assigned.has(photo)) assigned.set(photo, [json]);
  assign((name) => findOriginalPhoto(name, assigned) ?? byTitle.findOriginal(name));
  assign((name) => byTitle.findConverted(name));
  return assigned;
}

/** Takeout replaces characters that file systems do not allow. */
function toComparable(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}().]/gu, '_');
}

/** Names that the original of an edited copy may have, the longest first; none of a photo that is no edited copy. */
function* listOriginals({ stem, copy, ending }: Name): Generator<Name> {
  for (let at = stem.length - 1; at > 0; at--) {
    if ((stem[at] === '-' || stem[at] === '~') && EDITED.test(stem.slice(at)))
      yield splitName(`${stem.slice(0, at)}${copy}${ending}`);
  }
}

/** The JSON files of the original of an edited copy, where that is a photo of the folder. */
function findOriginalPhoto(name: Name, assigned: ReadonlyMap<string, string[]>): string[] | undefined {
  for (const { stem, copy, ending } of listOriginals(name)) {
    const found = assigned.get(`${stem}${copy}${ending}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

type NamedPhoto = Readonly<{ photo: string; name: Name }>;

/** JSON files whose name is cut before the photo's name ends, where only one photo begins so. */
function* findCut(
  targets: readonly Target[],
  photos: readonly NamedPhoto[],
  claimed: ReadonlySet<string>,
): Generator<[photo: string, json: string]> {
  const cut = targets.filter(({ json, isLong }) => isLong && !claimed.has(json));
  if (cut.length === 0) return;
  const sorted = new SortedNames(
    photos.map(({ photo, name }) => ({ text: `${name.stem}${name.ending}`, copy: name.copy, item: photo })),
  );
  for (const { json, base, copy } of cut) {
    const photo = sorted.findOnly(base, copy);
    if (photo !== undefined) yield [photo, json];
  }
}

/** Photos whose name is cut before the title ends, where only one title begins so. */
function* findShortened(
  titled: readonly Target[],
  photos: readonly NamedPhoto[],
): Generator<[photo: string, json: string]> {
  const sorted = new SortedNames(
    titled.map(({ json, base, copy }) => ({ text: toComparable(base), copy, item: json })),
  );
  for (const { photo, name } of photos) {
    if (Buffer.byteLength(name.stem) < MIN_CUT_BYTES) continue;
    const json = sorted.findOnly(toComparable(name.stem), name.copy);
    if (json !== undefined) yield [photo, json];
  }
}

/** Names that are found by their beginnings, among those with the same counter. */
class SortedNames {
  readonly #entries: readonly (readonly [key: string, item: string])[];

  constructor(names: readonly { text: string; copy: string; item: string }[]) {
    this.#entries = names
      .map(({ text, copy, item }) => [`${copy}/${text}`, item] as const)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  }

  /** The only one that begins so. */
  findOnly(beginning: string, copy: string): string | undefined {
    const key = `${copy}/${beginning}`;
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle]?.[0] as string) < key) low = middle + 1;
      else high = middle;
    }
    const [first, second] = [this.#entries[low], this.#entries[low + 1]];
    return first?.[0].startsWith(key) && !second?.[0].startsWith(key) ? first[1] : undefined;
  }
}
