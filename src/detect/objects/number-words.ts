/**
 * Words for two, three, four, five and six by ISO 639-1 code, in the forms that stand with nouns, separated by `|`. Larger numbers are
 * estimates in a picture.
 */
export const NUMBER_WORDS: Readonly<Record<string, readonly string[]>> = {
  en: ['two', 'three', 'four', 'five', 'six'],
  de: ['zwei|zwo', 'drei', 'vier', 'fünf', 'sechs'],
  fr: ['deux', 'trois', 'quatre', 'cinq', 'six'],
  es: ['dos', 'tres', 'cuatro', 'cinco', 'seis'],
  it: ['due', 'tre', 'quattro', 'cinque', 'sei'],
  pt: ['dois|duas', 'três', 'quatro', 'cinco', 'seis'],
  nl: ['twee', 'drie', 'vier', 'vijf', 'zes'],
  sv: ['två', 'tre', 'fyra', 'fem', 'sex'],
  pl: [
    'dwa|dwie|dwaj|dwóch|dwoje',
    'trzy|trzej|trzech|troje',
    'cztery|czterej|czterech',
    'pięć|pięciu',
    'sześć|sześciu',
  ],
  ru: ['два|две|двое|двух', 'три|трое|трёх|трех', 'четыре|четверо|четырёх', 'пять|пятеро|пяти', 'шесть|шестеро|шести'],
  uk: ['два|дві|двоє|двох', 'три|троє|трьох', 'чотири|четверо|чотирьох', 'пʼять', 'шість|шестеро'],
  tr: ['iki', 'üç', 'dört', 'beş', 'altı'],
  ar: ['اثنان|اثنين|اثنتان|اثنتين', 'ثلاث|ثلاثة', 'أربع|أربعة', 'خمس|خمسة', 'ست|ستة'],
  zh: ['两|兩|二', '三', '四', '五', '六'],
  ja: ['二', '三', '四', '五', '六'],
  ko: ['두|둘', '세|셋', '네|넷', '다섯', '여섯'],
  th: ['สอง', 'สาม', 'สี่', 'ห้า', 'หก'],
};

/** Counters of Chinese and Japanese, which may be one word with the number. */
export const COUNTERS: ReadonlySet<string> = new Set('只隻个個条條匹头頭位名辆輛台架艘羽人本');
