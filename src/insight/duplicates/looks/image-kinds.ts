import type { Encoder } from '../../../encoder/types.js';
import { dot } from '../../../vectors/math/dot-product.js';
import { RowProducts } from '../../../vectors/math/row-products.js';
import { loadVocabulary } from '../../tags/load-vocabulary.js';
import { getTermVectors } from '../../tags/term-vectors.js';
import { describe } from '../../tags/z-scores.js';
import { MIN_PAGE_DEVIATIONS, MIN_SURFACE_DEVIATIONS } from '../thresholds.js';

/** Images whose vectors say what kind of thing they are, but not which: all pages are near each other, and so are all surfaces. */
const KINDS = [
  {
    name: 'page',
    group: '',
    prompts: [
      'a page of text',
      'a blank page',
      'source code on a screen',
      'a printed page',
      'a screenshot of messages',
      'sheet music',
      'a printed ticket',
    ],
  },
  {
    name: 'surface',
    group: '',
    prompts: ['a clear sky', 'fog', 'a blank page', 'a plain background of one colour', 'a colour gradient'],
  },
];

/** The kinds of an image, as its vector says. */
export interface ImageKind {
  isPage: boolean;
  mayBeSurface: boolean;
}

/** Zero-shot classification, by z-scores relative to the shipped terms. The terms' vectors are encoded once and cached in the library's folder. */
export async function createImageKinds(encoder: Encoder, folder: string): Promise<(vector: Float32Array) => ImageKind> {
  const { dim } = encoder.model;
  const { background } = await loadVocabulary(folder);
  const toBackground = new RowProducts((await getTermVectors(background, encoder, folder)).data, dim);
  const kinds = (await getTermVectors(KINDS, encoder, folder)).data;
  const [page, surface] = [kinds.subarray(0, dim), kinds.subarray(dim)];
  return (vector) => {
    const { mean, deviation } = describe(toBackground.multiply(vector));
    const measure = (kind: Float32Array) => (dot(vector, kind) - mean) / deviation;
    return {
      isPage: measure(page) >= MIN_PAGE_DEVIATIONS,
      mayBeSurface: measure(surface) >= MIN_SURFACE_DEVIATIONS,
    };
  };
}
