/** Scripts with the language of a text in them, as far as text towers know any. The first of which a text has a letter decides. */
const SCRIPTS: readonly [RegExp, string][] = [
  // Before the Han characters, which Japanese has, too.
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'ja'],
  [/\p{Script=Hangul}/u, 'ko'],
  [/\p{Script=Han}/u, 'zh'],
  [/\p{Script=Thai}/u, 'th'],
  [/\p{Script=Arabic}/u, 'ar'],
  [/\p{Script=Cyrillic}/u, 'ru'],
  [/\p{L}(?<!\p{Script=Latin})/u, 'und'],
];

/** The language of a text that has letters other than Latin ones; `und` for scripts of other languages, `undefined` for a Latin text. */
export function languageOfScript(text: string): string | undefined {
  return SCRIPTS.find(([pattern]) => pattern.test(text))?.[1];
}
