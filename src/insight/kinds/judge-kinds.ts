import { COLOURS, type FrameLook, MAX_DARK_LIGHTNESS } from '../../model/look.js';
import type { PictureKind } from '../../model/picture-kind.js';
import type { JudgedFrame } from '../../store/tables/tag-table.js';
import { RowProducts } from '../../vectors/math/row-products.js';
import type { TermVectors } from '../tags/term-vectors.js';
import { describe } from '../tags/z-scores.js';

/** Changes when the same vectors and looks would give other kinds. */
export const KINDS_VERSION = 1;

/** Texts that kinds are judged by, in groups. */
const TEXTS = {
  drawn: [
    'a drawing',
    'a pencil drawing',
    'clip art',
    'a cartoon',
    'a comic strip',
    'an illustration',
    'a diagram',
    'a chart',
    'a graph of data',
    'a flow chart',
    'an icon',
    'a logo',
    'a digital painting of a fantasy character',
    'line art',
    'a vector graphic',
    'a symbol on a white background',
  ],
  photographed: [
    'a photo',
    'a photograph',
    'a snapshot',
    'a real photo of a thing on a white background',
    'a photo taken with a camera',
    'a product photo',
  ],
  night: ['a street at night', 'at night', 'a photo taken at night'],
} as const;

/** The texts as terms, each with itself as its only prompt. */
export const KIND_TERMS = Object.values(TEXTS)
  .flat()
  .map((text) => ({ name: text, group: '', prompts: [text] }));

/** A kind that is less likely is not stored. */
const LEAST_STORED = 0.03;

/**
 * Says of which kinds a frame may be: logistic functions of z-scores of texts (see `createTagClassifier`) and of measures of the look. Weights were chosen
 * on one half of the pictures that `docs/relevance.md` names, and are reported there on the other. A frame without a look is of no kind.
 * @param texts vectors of {@link KIND_TERMS}
 * @param background vectors of the shipped terms of tags
 */
export function createKindJudge(texts: TermVectors, background: TermVectors, dim: number) {
  const toTexts = new RowProducts(texts.data, dim);
  const toBackground = new RowProducts(background.data, dim);
  return ({ vector, look }: Pick<JudgedFrame, 'vector' | 'look'>): ReadonlyMap<PictureKind, number> => {
    if (look === undefined) return new Map();
    const { mean, deviation } = describe(toBackground.multiply(vector));
    const scores = Array.from(toTexts.multiply(vector), (cosine) => (cosine - mean) / deviation);
    const drawn = scores.slice(0, TEXTS.drawn.length);
    const photographed = scores.slice(drawn.length, -TEXTS.night.length);
    const night = toProbability(rateNight(scores.slice(-TEXTS.night.length), look));
    return new Map([
      ['drawing', toProbability(rateDrawing(drawn, photographed, look))],
      // Stored of all dark frames: the look alone would say yes.
      ['night', look.lightness <= MAX_DARK_LIGHTNESS ? Math.max(night, LEAST_STORED) : night],
    ]);
  };
}

/** Drawings are near to what drawings are called, lie on white, have plain colours and few fine details. */
function rateDrawing(drawn: readonly number[], photographed: readonly number[], look: FrameLook): number {
  return (
    0.87 * Math.max(...drawn) +
    1.11 * Math.max(...photographed) +
    0.24 * (average(drawn) - average(photographed)) +
    6.23 * (look.shares[WHITE] ?? 0) +
    18.9 * look.chroma +
    10 * look.contrast -
    0.4 * Math.log10(1 + look.sharpness) -
    8.46
  );
}

function rateNight(night: readonly number[], look: FrameLook): number {
  return 1.88 * Math.max(...night) + 10.1 * (0.4 - look.lightness) - 5.69;
}

const WHITE = COLOURS.indexOf('white');

/** Of several frames: the mean of those that were judged. Kinds that are unlikely are left out. */
export function joinKinds(frames: readonly ReadonlyMap<PictureKind, number>[]): { kind: PictureKind; score: number }[] {
  const judged = frames.filter(({ size }) => size > 0);
  const kinds = [...(judged[0]?.keys() ?? [])];
  return kinds
    .map((kind) => ({ kind, score: average(judged.map((frame) => frame.get(kind) ?? 0)) }))
    .map(({ kind, score }) => ({ kind, score: Math.round(1000 * score) / 1000 }))
    .filter(({ score }) => score >= LEAST_STORED);
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function toProbability(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
