import type { Neighbours } from '../port.js';

/** The k best of a stream of scored ids: a binary heap with the worst on top. */
export class TopK {
  readonly #ids: number[] = [];
  readonly #cosines: number[] = [];
  readonly #k: number;

  constructor(k: number) {
    this.#k = k;
  }

  /** Scores at or below this are not among the best; the caller may skip them. */
  get threshold(): number {
    return this.#ids.length < this.#k ? Number.NEGATIVE_INFINITY : (this.#cosines[0] as number);
  }

  push(id: number, cosine: number): void {
    if (this.#ids.length < this.#k) {
      this.#siftUp(this.#ids.length, id, cosine);
    } else if (cosine > (this.#cosines[0] as number)) {
      this.#siftDown(id, cosine);
    }
  }

  /** Best first; equal scores in the order of their ids, so that answers repeat. */
  finish(): Neighbours {
    return sortNeighbours(this.#ids, this.#cosines);
  }

  #siftUp(from: number, id: number, cosine: number): void {
    let i = from;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if ((this.#cosines[parent] as number) <= cosine) break;
      this.#move(parent, i);
      i = parent;
    }
    this.#ids[i] = id;
    this.#cosines[i] = cosine;
  }

  #siftDown(id: number, cosine: number): void {
    const n = this.#ids.length;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= n) break;
      if (child + 1 < n && (this.#cosines[child + 1] as number) < (this.#cosines[child] as number)) child++;
      if ((this.#cosines[child] as number) >= cosine) break;
      this.#move(child, i);
      i = child;
    }
    this.#ids[i] = id;
    this.#cosines[i] = cosine;
  }

  #move(from: number, to: number): void {
    this.#ids[to] = this.#ids[from] as number;
    this.#cosines[to] = this.#cosines[from] as number;
  }
}

/** Best first; equal cosines in the order of their ids. Nearly sorted input takes the least time. */
export function sortNeighbours(ids: readonly number[], cosines: readonly number[]): Neighbours {
  const order = ids.map((id, i) => ({ id, cosine: cosines[i] as number }));
  order.sort((a, b) => b.cosine - a.cosine || a.id - b.id);
  return { ids: order.map(({ id }) => id), cosines: order.map(({ cosine }) => cosine) };
}

/** The k best of two answers. */
export function mergeNeighbours(a: Neighbours, b: Neighbours, k: number): Neighbours {
  if (b.ids.length === 0 && a.ids.length <= k) return a;
  const best = new TopK(k);
  for (const part of [a, b])
    for (let i = 0; i < part.ids.length; i++) best.push(part.ids[i] as number, part.cosines[i] as number);
  return best.finish();
}
