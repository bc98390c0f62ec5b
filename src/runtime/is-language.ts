/** Whether there is a language of a code of ISO 639; `und` stands for one that is not known. */
export function isLanguage(code: string): boolean {
  return code === 'und' || new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(code) !== undefined;
}
