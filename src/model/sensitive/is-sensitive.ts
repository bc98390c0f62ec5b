import { hasAccountNumber } from './account-numbers.js';
import { hasCardNumber } from './card-numbers.js';
import { hasMachineReadableZone } from './machine-readable-zone.js';

/**
 * Whether a text has what others could misuse: the number of a payment card or a bank account, or the machine-readable zone of an identity document. Each is
 * believed by its check digits, and a card number that is not printed as on cards by a word of cards beside it.
 *
 * Verdicts are stored with the texts: a change of these rules needs a migration that judges them again, as `014-sensitive-texts-again.ts` does.
 * @param text lines with line breaks between them
 */
export function isSensitive(text: string): boolean {
  return hasCardNumber(text) || hasAccountNumber(text) || hasMachineReadableZone(text);
}
