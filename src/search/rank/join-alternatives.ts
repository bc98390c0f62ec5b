import type { AskedTerm } from '../model.js';
import { compareWith } from '../retrieve/retrieve.js';
import { joinRelevance } from '../things/join-relevance.js';
import type { Ranking } from './rank-photos.js';
import { textRelevance } from './text-relevance.js';

/** The terms of each alternative of a query; one without alternatives has one. */
export function splitAlternatives(terms: readonly AskedTerm[]): AskedTerm[][] {
  const split: AskedTerm[][] = [[]];
  terms.forEach((term, i) => {
    if (term.or && i > 0) split.push([]);
    split.at(-1)?.push(term);
  });
  return split;
}

/**
 * The photos of any alternative, by their best relevance: each alternative has its own threshold, and one that no photo answers well adds nothing to
 * those that are answered.
 */
export async function joinAlternatives(rankings: readonly Ranking[]): Promise<Ranking> {
  const [only, ...others] = rankings;
  if (only !== undefined && others.length === 0) return only;
  const good = rankings.filter(({ noGoodMatch }) => !noGoodMatch);
  const used = good.length === 0 ? rankings : good;
  const best = new Map<number, number>();
  const ids = new Set(used.flatMap((ranking) => ranking.order));
  // By all of them, as results are shown: an alternative may rate a photo higher that is not among its own because its threshold is higher.
  for (const relevances of await Promise.all(used.map((ranking) => rateAll(ranking, ids))))
    for (const id of ids) best.set(id, Math.max(best.get(id) ?? 0, relevances.get(id) ?? 0));
  for (const { order: certain, isCertain } of used) if (isCertain) for (const id of certain) best.set(id, 1);
  // The sort is stable: of photos as relevant, those of the first alternative come first.
  const order = [...best].sort(([, a], [, b]) => b - a).map(([id]) => id);
  return {
    order,
    total: Math.max(order.length, ...used.map(({ total }) => total)),
    isTotalExact: used.every(({ isTotalExact }) => isTotalExact),
    noGoodMatch: good.length === 0,
    newestOnly: used.find((ranking) => ranking.newestOnly !== undefined)?.newestOnly,
    spaces: used.flatMap(({ spaces }) => spaces),
    hits: keepBest(
      used.flatMap(({ hits }) => hits),
      textRelevance,
    ),
    things: keepBest(
      used.flatMap(({ things }) => things),
      ({ score }) => score,
    ),
    lifted: new Map(used.flatMap(({ lifted }) => [...lifted]).sort(([, a], [, b]) => a - b)),
    cells: keepBest(
      used.flatMap(({ cells }) => cells),
      ({ relevance }) => relevance,
    ),
    isByVector: (...about) => used.some((ranking) => ranking.isByVector(...about)),
  };
}

/** The relevance of the best evidence of each photo. */
async function rateAll(
  { spaces, hits, things, lifted, cells }: Ranking,
  ids: ReadonlySet<number>,
): Promise<Map<number, number>> {
  const best = new Map(hits.map((hit) => [hit.photoId, textRelevance(hit)]));
  for (const { space, vector, near, calibrator } of spaces) {
    const isNear = new Set(near.map(({ photoId }) => photoId));
    const others = await compareWith(
      space,
      vector,
      [...ids].filter((id) => !isNear.has(id)),
    );
    for (const { photoId, vectorId, cosine } of [...near, ...others.values()]) {
      const relevance = lifted.get(vectorId) ?? calibrator.toRelevance(cosine);
      best.set(photoId, Math.max(best.get(photoId) ?? 0, relevance));
    }
  }
  for (const { photoId, relevance } of cells) best.set(photoId, Math.max(best.get(photoId) ?? 0, relevance));
  for (const { photoId, score } of things) best.set(photoId, joinRelevance(best.get(photoId) ?? 0, score));
  return best;
}

/** Each photo once, with its better hit; of hits as good, the first. */
function keepBest<Hit extends { photoId: number }>(hits: readonly Hit[], rate: (hit: Hit) => number): Hit[] {
  const kept = new Map<number, Hit>();
  for (const hit of hits) {
    const other = kept.get(hit.photoId);
    if (other === undefined || rate(hit) > rate(other)) kept.set(hit.photoId, hit);
  }
  return [...kept.values()];
}
