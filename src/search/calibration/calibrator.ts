/**
 * From cosines to relevances. A relevance is the probability, by a logistic curve, that the photo was meant: 0.5 is as likely as not.
 * The constants belong to a model and to the kind of query; `bench/relevance.mjs` measures them, `docs/relevance.md` shows the outcome.
 */

import type { Background } from './background.js';

/** The calibration of one kind of query. */
export interface Curve {
  /** The cosine at which a photo is as likely meant as not. */
  midpoint: number;
  /** How far from there odds change by the factor e. */
  scale: number;
  /** One photo this near is a good match, whatever the others. */
  sure: number;
  /** Several photos this near are a good match, or one in a small library. */
  several: number;
  /** Ten photos this near are a good match in a library of a thousand or more; default: no number of less near ones is. */
  many?: number;
  /** Cosines of unrelated pairs; see `measureBackgrounds`. */
  background: Background;
  /** Results end at this share of the best one's cosine. Default 0.6. */
  thresholdShare?: number;
}

/** The calibration of a model. */
export interface Calibration {
  /** Texts, or texts and images together. */
  text: Curve;
  /** Images alone. */
  image: Curve;
  /** Texts that these towers have encoded; those of other towers have `text`. Cosines of each tower lie in a band of their own. */
  towers?: Readonly<Record<string, Curve>>;
}

/** The threshold as a share of the best match's cosine: the share with the best F1 on single words and phrases. */
const DEFAULT_THRESHOLD_SHARE = 0.6;

/** So many photos that are fairly near are a good match, as `Curve.many` says, in a library of so many. */
export const MANY = 10;
const LEAST_FOR_MANY = 1000;

/** For photoseek-mini, measured on 1,000 photos with five captions each. */
const MINI: Calibration = {
  text: {
    midpoint: 0.33,
    scale: 0.063,
    sure: 0.43,
    several: 0.27,
    background: { mean: 0.035, deviation: 0.088 },
  },
  image: {
    midpoint: 0.573,
    scale: 0.152,
    sure: 0.42,
    several: 0.35,
    background: { mean: 0.055, deviation: 0.136 },
  },
};

/** For photoseek-mini-2, measured on the same photos; see `docs/relevance.md`. */
export const REFERENCE: Calibration = {
  text: {
    midpoint: 0.33,
    scale: 0.063,
    sure: 0.43,
    several: 0.27,
    many: 0.234,
    background: { mean: 0.034, deviation: 0.088 },
  },
  image: {
    midpoint: 0.57,
    scale: 0.152,
    sure: 0.42,
    several: 0.35,
    background: { mean: 0.052, deviation: 0.135 },
  },
  towers: {
    multilingual: {
      midpoint: 0.358,
      scale: 0.058,
      sure: 0.46,
      several: 0.325,
      background: { mean: 0.04, deviation: 0.091 },
    },
  },
};

/** Models that were measured, by the revision of their files. */
export const MEASURED: Readonly<Record<string, Calibration>> = {
  '125561d6493a637f': MINI,
  a74968d06c4f4d40: REFERENCE,
};

/**
 * Turns cosines of one model and kind of query into relevances. Cosines of a model that was not measured are first moved to where the
 * reference model would have put them: as many standard deviations from the mean of its own background. So other CLIPs, whose cosines lie
 * in a narrow band, are calibrated alike.
 */
export class Calibrator {
  readonly #curve: Curve;
  readonly #stretch: number;
  readonly #shift: number;

  /** @param background of the model, when it is another one than that of the curve */
  constructor(curve: Curve, background = curve.background) {
    this.#curve = curve;
    this.#stretch = curve.background.deviation / background.deviation;
    this.#shift = curve.background.mean - background.mean * this.#stretch;
  }

  /** 0…1 */
  toRelevance(cosine: number): number {
    return this.relevanceAt(this.toReference(cosine));
  }

  /** The same for a cosine of the reference model; see {@link toReference}. */
  relevanceAt(reference: number): number {
    const { midpoint, scale } = this.#curve;
    return 1 / (1 + Math.exp((midpoint - reference) / scale));
  }

  /** The cosine that has a relevance. */
  toCosine(relevance: number): number {
    const { midpoint, scale } = this.#curve;
    return this.#fromReference(midpoint + scale * Math.log(relevance / (1 - relevance)));
  }

  /** The cosine from which several photos are a good match. */
  get plausible(): number {
    return this.#fromReference(this.#curve.several);
  }

  /** Results end at this share of the best one's cosine, in the coordinates of the curve. */
  get thresholdShare(): number {
    return this.#curve.thresholdShare ?? DEFAULT_THRESHOLD_SHARE;
  }

  /** The least cosine of a relevant photo when the best one has this cosine. */
  thresholdFor(best: number): number {
    return this.#fromReference(this.thresholdShare * this.toReference(best));
  }

  /**
   * Whether anything fits. One photo of many is near by chance; several are not, so in a larger library several must be near, or one very near, or many
   * fairly near.
   * @param cosines best first, as many as {@link MANY} where there are
   * @param searched how many photos there were to choose from
   */
  isGood(cosines: readonly number[], searched: number): boolean {
    const [best] = cosines;
    if (best === undefined) return false;
    const several = cosines[Calibrator.countSeveral(searched) - 1] ?? best;
    if (this.toReference(best) >= this.#curve.sure || this.toReference(several) >= this.#curve.several) return true;
    const last = searched >= LEAST_FOR_MANY ? cosines[MANY - 1] : undefined;
    return last !== undefined && this.#curve.many !== undefined && this.toReference(last) >= this.#curve.many;
  }

  /** How many photos must be near in a library of this size. */
  static countSeveral(searched: number): number {
    return Math.min(5, Math.ceil(searched / 200));
  }

  /** A cosine in the coordinates of the curve. */
  toReference(cosine: number): number {
    return cosine * this.#stretch + this.#shift;
  }

  #fromReference(cosine: number): number {
    return (cosine - this.#shift) / this.#stretch;
  }
}
