import { COLOURS, type Colour } from '../../../model/look.js';

/** Words for colours in a language, with their inflections. */
interface ColourWords {
  /** A regular expression for each of {@link COLOURS}, in that order, with blanks between them. */
  words: string;
  /** Words that may follow each word. */
  ending?: string;
  /** Words of this language have no blanks between them. */
  isUnspaced?: true;
}

const RUSSIAN_ENDING = '(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|его|ому|ему|ым|им|ом|ем|ую|юю|ых|их|ыми|ими)';

/** By ISO 639-1 code: the languages that the multilingual model is measured in. */
const LANGUAGES: Readonly<Record<string, ColourWords>> = {
  en: {
    words:
      'red orange yellow green turquoise|teal|cyan|aqua blue purple|violet|lilac pink|magenta brown black white gr[ea]y',
  },
  de: {
    words: 'rot orange|orangefarben gelb grün|gruen türkis blau lila|violett rosa|pink braun schwarz weiß|weiss grau',
    ending: '(?:e[rsnm]?)?',
  },
  fr: {
    words: 'rouge orange jaune vert turquoise bleu violett? rose marron|brun noir blanch? gris',
    ending: '(?:e?s|e)?',
  },
  es: {
    words:
      'roj[oa] naranja|anaranjad[oa] amarill[oa] verde turquesa azul morad[oa]|violeta|púrpura rosa|rosad[oa] marr[oó]n negr[oa] blanc[oa] gris',
    ending: '(?:e?s)?',
  },
  it: {
    words:
      'ross[oaie] arancion[ei] giall[oaie] verd[ei] turchese blu|azzurr[oaie] viola rosa marron[ei] ner[oaie] bianc(?:o|a|hi|he) grigi[oae]?',
  },
  pt: {
    words:
      'vermelh[oa] laranja amarel[oa] verde turquesa azul|azui rox[oa]|lilás rosa marrom|castanh[oa] pret[oa]|negr[oa] branc[oa] cinza|cinzent[oa]',
    ending: 's?',
  },
  nl: {
    words:
      'rood|rode oranje geel|gele groene? turkoois|turquoise blauwe? paarse? roze bruine? zwarte? wit|witte grij(?:s|ze)',
  },
  pl: {
    words: 'czerwon pomarańczow żółt zielon turkusow niebiesk fioletow różow brązow czarn biał szar',
    ending: '(?:y|a|e|i|ą|o|ego|iego|ej|iej|emu|ym|im|ych|ich|ymi|imi)',
  },
  ru: {
    words: 'красн оранжев ж[её]лт зел[её]н бирюзов син|голуб фиолетов розов коричнев ч[её]рн бел сер',
    ending: RUSSIAN_ENDING,
  },
  tr: { words: 'kırmızı turuncu sarı yeşil turkuaz mavi mor pembe kahverengi siyah beyaz gri' },
  zh: {
    words:
      '(?<!粉)[红紅]色 [橙橘]色 [黄黃]色 (?<!青)[绿綠]色 青色|青[绿綠]色 [蓝藍]色 紫色 粉色|粉[红紅]色 [棕褐]色 黑色 白色 灰色',
    isUnspaced: true,
  },
  ja: {
    words:
      '赤[い色の] オレンジ(?:色|の) 黄色 緑[色の] 水色|ターコイズ 青[い色の] 紫[色の] ピンク 茶色|褐色 黒[い色の] 白[い色の] 灰色|グレー',
    isUnspaced: true,
  },
  ko: {
    words: '빨간|빨강|붉은 주황 노란|노랑 초록|녹색 청록 파란|파랑 보라 분홍|핑크 갈색 검은|검정 흰|하얀 회색',
    ending: '색?',
  },
  ar: {
    words:
      '[أا]حمر|حمراء برتقالي [أا]صفر|صفراء [أا]خضر|خضراء فيروزي [أا]زرق|زرقاء بنفسجي|أرجواني وردي|زهري بني [أا]سود|سوداء [أا]بيض|بيضاء رمادي',
    ending: 'ة?',
  },
  th: {
    words: 'สีแดง สีส้ม สีเหลือง สีเขียว สีฟ้าอมเขียว สีน้ำเงิน|สีฟ้า สีม่วง สีชมพู สีน้ำตาล สีดำ สีขาว สีเทา',
    isUnspaced: true,
  },
};

const ALL_LANGUAGES = Object.keys(LANGUAGES);

/** A colour that a text names. */
export interface NamedColour {
  colour: Colour;
  /** Where the word stands in the text. */
  index: number;
  /** The end of the word. */
  end: number;
}

/** A colour in a language. */
interface ColourPattern {
  /** Its words anywhere, also inside of longer ones. */
  hint: RegExp;
  /** Its words. */
  whole(): RegExp;
}

const compiled = new Map<string, readonly ColourPattern[]>();

function patternsOf(language: string): readonly ColourPattern[] {
  let patterns = compiled.get(language);
  if (patterns === undefined) {
    patterns = (LANGUAGES[language] as ColourWords).words.split(' ').map((words) => {
      let whole: RegExp | undefined;
      return { hint: new RegExp(words, 'u'), whole: () => (whole ??= compileWhole(words, language)) };
    });
    compiled.set(language, patterns);
  }
  return patterns;
}

/** Compiling the classes of letters takes a millisecond or two for each colour: a query waits only for those that it may name. */
function compileWhole(words: string, language: string): RegExp {
  const { ending = '', isUnspaced } = LANGUAGES[language] as ColourWords;
  const [before, after] = isUnspaced ? ['', ''] : ['(?<![\\p{L}\\p{M}])', '(?![\\p{L}\\p{M}])'];
  return new RegExp(`${before}(?:${words})${ending}${after}`, 'gu');
}

/**
 * The colours that a text names, in their order.
 * @param languages ISO 639-1 codes of the text; others than are known have no words
 */
export function listColours(text: string, languages: readonly string[]): NamedColour[] {
  const lower = text.normalize('NFC').toLowerCase();
  const found = new Map<number, NamedColour>();
  for (const language of languages) {
    if (!Object.hasOwn(LANGUAGES, language)) continue;
    patternsOf(language).forEach(({ hint, whole }, i) => {
      if (!hint.test(lower)) return;
      for (const { index, 0: word } of lower.matchAll(whole()))
        if (!found.has(index)) found.set(index, { colour: COLOURS[i] as Colour, index, end: index + word.length });
    });
  }
  return [...found.values()].sort((a, b) => a.index - b.index);
}

/** The colour that a text as a whole is a word for, in any language; `红` and `赤` stand for the colour, too. */
export function findColour(text: string): Colour | undefined {
  const word = text.normalize('NFC').toLowerCase().trim();
  for (const asked of [word, `${word}色`]) {
    const whole = listColours(asked, ALL_LANGUAGES).find(({ index, end }) => index === 0 && end === asked.length);
    if (whole !== undefined) return whole.colour;
  }
  return undefined;
}

/** A text without a colour that stands in it, in any language; one for each of them. */
export function splitColours(text: string): { colour: Colour; rest: string }[] {
  const lower = text.normalize('NFC').toLowerCase();
  return listColours(lower, ALL_LANGUAGES).flatMap(({ colour, index, end }) => {
    const rest = `${lower.slice(0, index)} ${lower.slice(end)}`.replace(/\s+/g, ' ').trim();
    return rest === '' ? [] : { colour, rest };
  });
}
