/** An image to evaluate with. */
export interface TestImage {
  name: string;
  path: string;
  /** Its class; `null` for a captioned one. */
  label: string | null;
}

/** An image that could be read, with its vector. */
export interface EmbeddedImage {
  image: TestImage;
  vector: Float32Array;
}

/** Vectors of texts, in their order. */
export type EmbedTexts = (texts: readonly string[]) => Promise<Float32Array[]>;
