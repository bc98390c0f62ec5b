/** Texts that no image shows: what is near to them is near by chance. */
export const NONSENSE: readonly string[] = [
  ...['qwe rtz uio', 'zzyx vorp', 'blarg flim', 'mxyz ptlk', 'grbl hnf', 'wubba snorf', 'tkt tkt tkt', 'hjkl'],
  ...['consectetur adipiscing elit', 'sed do eiusmod tempor', 'ut enim ad minim veniam', 'quis nostrud exercitation'],
  ...['the square root of minus one', 'an irrational number', 'a prime larger than a million', 'modus ponens'],
  ...['marginal tax rate', 'double-entry bookkeeping', 'gross domestic product', 'a floating exchange rate'],
  ...['constitutional law', 'freedom of contract', 'statute of limitations', 'separation of powers'],
  ...['the subjunctive mood', 'a transitive verb', 'the genitive plural', 'iambic pentameter'],
  ...['conservation of momentum', 'quantum entanglement', 'the speed of light', 'absolute zero'],
  ...['reset your password', 'segmentation fault', 'syntax error on line 12', 'connection refused by host'],
  ...['terms and conditions apply', 'frequently asked questions', 'see appendix B', 'all rights reserved'],
];
