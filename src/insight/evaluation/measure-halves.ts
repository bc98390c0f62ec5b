import { type Background, describeCosines } from '../../search/calibration/background.js';
import { Calibrator, type Curve, MEASURED, REFERENCE } from '../../search/calibration/calibrator.js';
import { type CutoffScores, type LabelledQuery, scoreCutoff } from './cutoff.js';
import { type Best, measureCurve, moveQueries } from './measure-calibration.js';
import { productsOf } from './products-of.js';

/** Cosines that `Calibrator.isGood` may look at. */
const MOST_BEST = 5;

/** Vectors of the texts that a space is measured with. */
export interface MeasuringTexts {
  /** Queries whose answers are known; `truth` as in `LabelledQuery`, of all images. */
  terms: readonly { text: string; vector: Float32Array; truth: Int8Array }[];
  /** Texts that no image shows; each half of the images has one half of them. */
  nonsense: readonly Float32Array[];
  everyday: readonly Float32Array[];
}

/** One half of the images with what was measured on it. */
export interface Half {
  /** Indices of its images. */
  at: readonly number[];
  rows: readonly Float32Array[];
  /** Those that at least one of its images answers. */
  queries: readonly LabelledQuery[];
  /** The best cosines of nonsense. */
  nonsense: readonly Best[];
  /** Of everyday texts. */
  background: Background;
}

/** How good a curve is on a half. */
export interface CurveScores {
  cutoff: CutoffScores;
  /** Share of nonsense, and of labelled queries, that are called no good match. */
  refused: { nonsense: number; queries: number };
}

/**
 * Measures two halves of some images, so that what is chosen on the first is reported on the second.
 * @param rows vectors of all images
 * @param halfOf 0 or 1, by the index of an image
 * @param pause called between pieces of work
 */
export async function measureHalves(
  rows: readonly Float32Array[],
  halfOf: (index: number) => number,
  texts: MeasuringTexts,
  pause: () => Promise<void> | undefined = () => undefined,
): Promise<[chosen: Half, other: Half]> {
  const measure = async (half: number): Promise<Half> => {
    const at = [...rows.keys()].filter((index) => halfOf(index) === half);
    const own = at.map((index) => rows[index] as Float32Array);
    const products = productsOf(own);
    await pause();
    const queries = texts.terms
      .map(({ text, vector, truth }): LabelledQuery => {
        const cosines = products.multiply(vector).slice();
        return { text, cosines, truth: Int8Array.from(at, (index) => truth[index] as number) };
      })
      .filter(({ truth }) => truth.includes(1));
    const nonsense = texts.nonsense
      .filter((_, i) => i % 2 === half)
      .map((vector) => listBest(products.multiply(vector)));
    const background = describeCosines(texts.everyday.flatMap((vector) => [...products.multiply(vector)]));
    await pause();
    return { at, rows: own, queries, nonsense, background };
  };
  return [await measure(0), await measure(1)];
}

/** The constants of a model; those of one that was not measured are the reference's, moved to the background that was measured. */
export function findConstants(revision: string, measured: Background) {
  const own = MEASURED[revision];
  const model = own ?? REFERENCE;
  return { model, background: own === undefined ? measured : model.text.background };
}

/** Chooses the curve of text queries on one half, and scores it and the constants of the model on the other. */
export function chooseTextCurve(
  revision: string,
  [chosen, other]: readonly [Half, Half],
): { curve: Curve; before: CurveScores; after: CurveScores } {
  const { model, background } = findConstants(revision, chosen.background);
  const { queries, nonsense, rows } = chosen;
  const curve = measureCurve(chosen.background, model.text, { queries, nonsense, searched: rows.length });
  return {
    curve,
    before: scoreCurve(model.text, background, other),
    after: scoreCurve(curve, chosen.background, other),
  };
}

function scoreCurve(curve: Curve, own: Background, { queries, nonsense, rows }: Half): CurveScores {
  const calibrator = new Calibrator(curve, own);
  const refuse = (best: readonly Best[]) =>
    best.filter((cosines) => !calibrator.isGood(cosines, rows.length)).length / Math.max(1, best.length);
  return {
    cutoff: scoreCutoff(moveQueries(queries, calibrator), calibrator.thresholdShare),
    refused: { nonsense: refuse(nonsense), queries: refuse(queries.map(({ cosines }) => listBest(cosines))) },
  };
}

function listBest(cosines: Float32Array): number[] {
  return [...cosines].sort((a, b) => b - a).slice(0, MOST_BEST);
}
