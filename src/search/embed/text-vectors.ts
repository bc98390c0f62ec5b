import type { EncodedText, Encoder } from '../../encoder/types.js';
import { Lru } from '../../runtime/lru.js';

/** Texts whose vectors are cached. At 512 dimensions, a megabyte. */
const MAX_CACHED = 500;

/** Encodes texts, each once as long as it is among those last asked for. Concurrent requests for one text share its encoding. */
export class TextVectors {
  readonly #getEncoder: () => Promise<Encoder>;
  readonly #cached = new Lru<string, Promise<EncodedText>>(MAX_CACHED);

  constructor(getEncoder: () => Promise<Encoder>) {
    this.#getEncoder = getEncoder;
  }

  /** The vectors are shared: they must not be changed. */
  get(text: string): Promise<EncodedText> {
    return this.#cached.getOrMake(text, () => this.#encode(text));
  }

  #encode(text: string): Promise<EncodedText> {
    const encoded = this.#getEncoder()
      .then((encoder) => encoder.encodeTexts([text]))
      .then(([first]) => first as EncodedText);
    // A failure is not cached: the next request tries again.
    encoded.catch(() => this.#cached.delete(text));
    return encoded;
  }
}
