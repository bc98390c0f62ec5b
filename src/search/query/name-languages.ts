/** Whether there is a language of a code of ISO 639; `und` stands for one that is not known. */
export function isLanguage(code: string): boolean {
  return code === 'und' || new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(code) !== undefined;
}

/** More names than these say no more. */
const MAX_NAMED = 3;

/**
 * The languages a query was understood in, to be put behind a sentence: `, German`; nothing for plain English.
 * @param codes ISO 639-1; `und`: not recognised
 */
export function nameLanguages(codes: readonly string[]): string {
  if (codes.length === 0 || codes.join() === 'en') return '';
  const names = new Intl.DisplayNames('en', { type: 'language' });
  const known = codes.filter((code) => code !== 'und').map((code) => names.of(code) ?? code);
  if (known.length === 0) return ', language not recognised';
  return `, ${known.length > MAX_NAMED ? `${known[0]} or others` : known.join(' or ')}`;
}
