/** ASCII codes. */
const [TAB, NEWLINE, RETURN, SPACE, PLUS, MINUS, POINT, ZERO, NINE, BACKSLASH] = [
  0x09, 0x0a, 0x0d, 0x20, 0x2b, 0x2d, 0x2e, 0x30, 0x39, 0x5c,
];

/** Longest word that is read: names of materials and files. */
const MAX_WORD_BYTES = 4096;

/** The first four letters of a word as one number. */
export function toKey(word: string): number {
  return [...word.slice(0, 4)].reduce((key, letter) => (key << 8) | letter.charCodeAt(0), 0);
}

/** Reads words and numbers of text files line by line, without a string of the file: a model may have 200 MB. */
export class TextScanner {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Where the next byte is. */
  get position(): number {
    return this.#at;
  }

  /** Goes to the start of the next line. A carriage return alone ends a line, too. */
  nextLine(): void {
    const bytes = this.#bytes;
    while (this.#at < bytes.length) {
      const byte = bytes[this.#at++];
      if (byte === NEWLINE) return;
      if (byte === RETURN) {
        if (bytes[this.#at] === NEWLINE) this.#at++;
        return;
      }
    }
  }

  /** Skips blanks of this line. @returns whether something stands behind them */
  skipBlanks(): boolean {
    const bytes = this.#bytes;
    for (;;) {
      const byte = bytes[this.#at];
      if (byte === SPACE || byte === TAB) this.#at++;
      else if (byte === BACKSLASH && this.#isLineEnd(bytes[this.#at + 1])) {
        // The line goes on in the next one.
        this.#at++;
        this.nextLine();
      } else return byte !== undefined && !this.#isLineEnd(byte);
    }
  }

  /** Skips blanks and ends of lines. @returns whether something stands behind them */
  skipSpace(): boolean {
    const bytes = this.#bytes;
    while (this.#at < bytes.length && (bytes[this.#at] as number) <= SPACE) this.#at++;
    return this.#at < bytes.length;
  }

  /** The next word of this line, decoded as Latin-1; `''` at its end. */
  readWord(): string {
    if (!this.skipBlanks()) return '';
    const from = this.#at;
    this.#skipWord();
    return Buffer.from(this.#bytes.subarray(from, Math.min(this.#at, from + MAX_WORD_BYTES))).toString('latin1');
  }

  /** The next word of this line as a number; see {@link toKey}. No string is made of it. */
  readKey(): number {
    if (!this.skipBlanks()) return 0;
    let key = 0;
    for (let i = 0; i < 4; i++) {
      const byte = this.#bytes[this.#at + i] as number;
      if (!(byte > SPACE)) break;
      key = (key << 8) | byte;
    }
    this.#skipWord();
    return key;
  }

  /** The rest of this line, as UTF-8, without blanks at both ends. */
  readRest(): string {
    this.skipBlanks();
    const from = this.#at;
    const bytes = this.#bytes;
    while (this.#at < bytes.length && !this.#isLineEnd(bytes[this.#at])) this.#at++;
    return Buffer.from(bytes.subarray(from, Math.min(this.#at, from + MAX_WORD_BYTES)))
      .toString('utf8')
      .trim();
  }

  /** Whether a byte is the next one; then it is skipped. */
  take(byte: number): boolean {
    if (this.#bytes[this.#at] !== byte) return false;
    this.#at++;
    return true;
  }

  /** The next number of this line; `NaN` when there is none, and the word is skipped where it is not a number. */
  readNumber(): number {
    if (!this.skipBlanks()) return Number.NaN;
    const value = this.#readDecimal();
    if (Number.isNaN(value)) this.#skipWord();
    return value;
  }

  /** A whole number right here, with a sign or without; `NaN` without one, and nothing is skipped. */
  readInteger(): number {
    const bytes = this.#bytes;
    const start = this.#at;
    const isNegative = bytes[start] === MINUS;
    if (isNegative) this.#at++;
    const first = this.#at;
    let value = 0;
    for (;;) {
      const byte = bytes[this.#at] as number;
      if (!(byte >= ZERO && byte <= NINE)) break;
      value = value * 10 + byte - ZERO;
      this.#at++;
    }
    if (this.#at > first) return isNegative ? -value : value;
    this.#at = start;
    return Number.NaN;
  }

  /** Exact to single precision, which is what meshes have; `parseFloat` would need a string for every number. */
  #readDecimal(): number {
    const bytes = this.#bytes;
    const isNegative = this.take(MINUS);
    if (!isNegative) this.take(PLUS);
    let digits = 0;
    let value = 0;
    let exponent = 0;
    for (let hasPoint = false; ; this.#at++) {
      const byte = bytes[this.#at] as number;
      if (byte >= ZERO && byte <= NINE) {
        digits++;
        // More digits than a double holds only move the point.
        if (value < 1e17) {
          value = value * 10 + byte - ZERO;
          if (hasPoint) exponent--;
        } else if (!hasPoint) exponent++;
      } else if (byte === POINT && !hasPoint) hasPoint = true;
      else break;
    }
    if (digits === 0) return Number.NaN;
    // e and E.
    if (((bytes[this.#at] as number) | 0x20) === 0x65) exponent += this.#readExponent();
    const magnitude = exponent === 0 ? value : exponent < 0 ? value / 10 ** -exponent : value * 10 ** exponent;
    return isNegative ? -magnitude : magnitude;
  }

  #readExponent(): number {
    this.#at++;
    this.take(PLUS);
    const exponent = this.readInteger();
    return Number.isNaN(exponent) ? 0 : Math.max(-400, Math.min(400, exponent));
  }

  #skipWord(): void {
    const bytes = this.#bytes;
    while (this.#at < bytes.length && (bytes[this.#at] as number) > SPACE) this.#at++;
  }

  #isLineEnd(byte: number | undefined): boolean {
    return byte === NEWLINE || byte === RETURN;
  }
}
