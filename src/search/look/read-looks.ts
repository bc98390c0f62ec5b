import type { Colour } from '../../model/look.js';
import { listColours, type NamedColour } from '../query/values/colours.js';

/** A look that a description names. */
export type AskedLook = Colour | 'bw';

/** Pictures without colours, as languages call them; `schwarzweiß` and the like are no colours of a thing. */
const BW: Readonly<Record<string, RegExp>> = {
  en: /black(?: and |-and-)white (?:\S+ )?(?:photo|picture|image|photograph|shot|snapshot|portrait|film)s?(?![a-z])|in black(?: and |-and-)white|^black(?: and |-and-)white$|b ?& ?w|monochrome|gr[ae]yscale/u,
  de: /schwarz[- ]?(?:weiß|weiss)\p{L}*/u,
  fr: /noir et blanc|noir & blanc/u,
  es: /blanco y negro/u,
  it: /bianco e nero/u,
  pt: /preto e branco/u,
  nl: /zwart[- ]?wit\p{L}*/u,
  pl: /czarno[- ]?biał\p{L}*/u,
  ru: /ч[её]рно[- ]?бел\p{L}*/u,
  tr: /siyah[- ]beyaz/u,
  zh: /黑白/u,
  ja: /白黒|モノクロ/u,
  ko: /흑백/u,
  ar: /[أا]بيض و ?[أا]سود|[أا]سود و ?[أا]بيض/u,
  th: /ขาวดำ/u,
};

/** Black and white as English says it of whatever; of a picture alone where nothing else is said. */
const EN_BW = /black(?: and |-and-| ?& ?)white|b ?& ?w|monochrome|gr[ae]yscale/u;

const ALL_BW = [EN_BW, ...Object.values(BW)];

/** Any of them: nearly all queries have none, and are looked through once. */
const ANY_BW = new RegExp(ALL_BW.map(({ source }) => source).join('|'), 'u');

/** Words for a picture, and such as may stand before them. */
const PICTURE =
  /^(?:an?|the|my|all|in|photos?|photograph(?:s|y)?|pictures?|images?|snap(?:shot)?s?|shots?|eine?|alle|meine|fotos?|fotografi(?:en?|a)|fotografías?|fotograf(?:ia|ie|ii|lar)?|bild(?:er)?|aufnahmen?|une?|en|em|imágenes|imagen|imagens?|imagem|immagin[ei]|afbeelding(?:en)?|zdjęci[ae]|фото(?:графи[ийя])?|сним(?:ок|ки)|fotoğraf(?:lar)?|的?(?:照片|相片|图片)|の?(?:写真|画像)|사진|صور[ةه]?|(?:รูป|ภาพ)(?:ถ่าย)?)$/u;

/** Whether a text asks for pictures without colours and nothing else, in any language: `black and white photos`, `Schwarzweißbilder`. */
export function isWithoutColours(text: string): boolean {
  const lower = text.normalize('NFC').toLowerCase();
  if (!ANY_BW.test(lower)) return false;
  return ALL_BW.some((pattern) => {
    const found = pattern.exec(lower);
    if (found === null) return false;
    const rest = [lower.slice(0, found.index), lower.slice(found.index + found[0].length)];
    const words = rest.flatMap((part) => part.split(/[\s-]+/)).filter((word) => word !== '');
    return words.every((word) => PICTURE.test(word));
  });
}

/** `black man`, `a white woman`: the skin of people is no black and no white of a picture. */
const PEOPLE =
  /^[ -](?:\p{L}+ )?(?:m[ae]n|wom[ae]n|people|persons?|boys?|girls?|guys?|lad(?:y|ies)|kids?|child(?:ren)?|males?|females?|americans?|families|family|couple)(?!\p{L})/u;

/** The looks that a text names, and where its colours stand. */
export interface TextLooks {
  /** Each once. */
  looks: AskedLook[];
  /** The text that the places of `colours` are in. */
  text: string;
  /** In their order. */
  colours: readonly NamedColour[];
}

/**
 * The looks that descriptions name, each once.
 * @param texts those that are added
 * @param languages ISO 639-1 codes; without any, texts are English
 */
export function readLooks(texts: readonly string[], languages: readonly string[]): AskedLook[] {
  return [...new Set(texts.flatMap((text) => readText(text, languages).looks))];
}

/** @param languages as {@link readLooks} has them */
export function readText(written: string, languages: readonly string[]): TextLooks {
  const known = languages.length === 0 ? ['en'] : languages;
  const text = written.normalize('NFC').toLowerCase();
  const bw = findBw(text, known);
  const rest = bw === undefined ? text : text.slice(0, bw.index) + text.slice(bw.index + bw[0].length);
  const colours = listColours(rest, known).filter((named) => !isOfPeople(rest, named));
  return {
    looks: [...new Set([...(bw === undefined ? [] : (['bw'] as const)), ...colours.map(({ colour }) => colour)])],
    ...{ text: rest, colours },
  };
}

function findBw(text: string, languages: readonly string[]): RegExpExecArray | undefined {
  for (const language of languages) {
    const found = Object.hasOwn(BW, language) ? BW[language]?.exec(text) : undefined;
    if (found) return found;
  }
  return undefined;
}

function isOfPeople(text: string, { colour, end }: NamedColour): boolean {
  return (colour === 'black' || colour === 'white') && PEOPLE.test(text.slice(end));
}
