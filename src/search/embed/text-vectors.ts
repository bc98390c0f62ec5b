import type { EncodedText, Encoder } from '../../encoder/types.js';

/** Vectors kept. At 512 dimensions, a megabyte. */
const KEPT = 500;

/** Encodes texts, each once as long as it is among those last asked for. Who asks for a text that is being encoded waits for the same one. */
export class TextVectors {
  readonly #encoder: Encoder;
  /** The least recently used first. */
  readonly #kept = new Map<string, Promise<EncodedText>>();

  constructor(encoder: Encoder) {
    this.#encoder = encoder;
  }

  /** The vectors are shared: they must not be changed. */
  async get(text: string): Promise<EncodedText> {
    const kept = this.#kept.get(text);
    const encoded = kept ?? this.#encode(text);
    this.#kept.delete(text);
    this.#kept.set(text, encoded);
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value as string);
    return encoded;
  }

  #encode(text: string): Promise<EncodedText> {
    const encoded = this.#encoder.encodeTexts([text]).then(([first]) => first as EncodedText);
    // A failure is not remembered: the next one who asks tries again.
    encoded.catch(() => this.#kept.delete(text));
    return encoded;
  }
}
