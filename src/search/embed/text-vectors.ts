import type { EncodedText, Encoder } from '../../encoder/types.js';
import { Lru } from '../../runtime/lru.js';
import type { Reading } from '../model.js';
import type { QueryLanguage } from '../types/answer.js';

/** Texts whose vectors are cached. At 512 dimensions, a megabyte. */
const MAX_CACHED = 500;

/** A text's vector in one space. */
export interface TextVector extends EncodedText {
  /** Longest text that the model sees whole. */
  maxTokens: number;
  /** `undefined` for a model with one text tower. */
  language?: QueryLanguage;
  /** Where several towers have encoded the text: what each made of it. The vector is their mean. */
  readings?: readonly Reading[];
}

let languages: Promise<typeof import('./language/encode-in-language.js')> | undefined;

/** Loaded on use: most models have one text tower. Once: to import what is loaded takes as long as recognising a language. */
function loadLanguages() {
  languages ??= import('./language/encode-in-language.js');
  return languages;
}

/** Encodes texts, each once as long as it is among those last asked for. Concurrent requests for one text share its encoding. */
export class TextVectors {
  readonly #getEncoder: () => Promise<Encoder>;
  readonly #cached = new Lru<string, Promise<TextVector>>(MAX_CACHED);

  constructor(getEncoder: () => Promise<Encoder>) {
    this.#getEncoder = getEncoder;
  }

  /**
   * The vectors are shared: they must not be changed.
   * @param language an ISO 639-1 code; `undefined`: it is recognised
   * @throws PhotoseekError `bad-argument` when the model does not know the language
   */
  get(text: string, language?: string): Promise<TextVector> {
    const key = language === undefined ? text : `${language}\0${text}`;
    return this.#cached.getOrMake(key, () => {
      const encoded = this.#encode(text, language);
      // A failure is not cached: the next request tries again.
      encoded.catch(() => this.#cached.delete(key));
      return encoded;
    });
  }

  async #encode(text: string, language: string | undefined): Promise<TextVector> {
    const encoder = await this.#getEncoder();
    const { texts } = encoder.model;
    if (texts.length > 1) {
      const { encodeInLanguage } = await loadLanguages();
      return encodeInLanguage(encoder, text, language);
    }
    const [encoded] = await encoder.encodeTexts([text]);
    return { ...(encoded as EncodedText), maxTokens: texts[0].maxTokens };
  }
}
