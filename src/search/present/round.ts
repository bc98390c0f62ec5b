/** A relevance to three digits: its calibration is not more precise. */
export function round(relevance: number): number {
  return Math.round(relevance * 1000) / 1000;
}

/** A cosine to five digits: float16 vectors carry no more. Rounding errors can push the product of two unit vectors beyond ±1. */
export function toCosine(value: number): number {
  return Math.round(Math.max(-1, Math.min(1, value)) * 1e5) / 1e5;
}
