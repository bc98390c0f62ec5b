// Measures against the shortest code that follows their definitions.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreClassification } from '#src/insight/evaluation/classification.js';
import { chooseShare, type LabelledQuery, scoreCutoff } from '#src/insight/evaluation/cutoff.js';
import { fitLogistic } from '#src/insight/evaluation/logistic.js';
import { listNearest, rankQuery, summarise } from '#src/insight/evaluation/rank-metrics.js';
import { makeTermQueries } from '#src/insight/evaluation/term-queries.js';
import { makeRandom } from '../../support/vectors/synthetic-vectors.js';

/** Few different values: ties are common. */
const score = fc.integer({ min: -4, max: 4 }).map((value) => value / 4);
const scoresWithRelevant = fc
  .array(score, { minLength: 1, maxLength: 40 })
  .chain((scores) =>
    fc.tuple(
      fc.constant(Float32Array.from(scores)),
      fc.uniqueArray(fc.nat({ max: scores.length - 1 }), { minLength: 1 }),
      fc.option(fc.nat({ max: scores.length - 1 }), { nil: undefined }),
    ),
  );

describe('ranks', () => {
  it('are those of the sorted list, for one relevant candidate and for many', () => {
    fc.assert(
      fc.property(scoresWithRelevant, ([scores, all, excluded]) => {
        const relevant = all.filter((index) => index !== excluded);
        fc.pre(relevant.length > 0);
        const sorted = [...scores.keys()]
          .filter((i) => i !== excluded)
          .sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
        const hits = sorted.map((i) => relevant.includes(i));
        const precisions = hits.flatMap((hit, i) =>
          hit ? [hits.slice(0, i + 1).filter(Boolean).length / (i + 1)] : [],
        );
        const ranked = rankQuery(scores, relevant, excluded);
        expect(ranked.firstRank).toBe(hits.indexOf(true) + 1);
        expect(ranked.averagePrecision).toBeCloseTo(precisions.reduce((a, b) => a + b, 0) / relevant.length, 9);
      }),
    );
  });

  it('are summarised as shares and means', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (ranks) => {
        const summary = summarise(ranks.map((firstRank) => ({ firstRank, averagePrecision: 1 / firstRank })));
        const within = (k: number) => ranks.filter((rank) => rank <= k).length / ranks.length;
        expect(summary.queries).toBe(ranks.length);
        expect(summary.recallAt1).toBeCloseTo(within(1), 9);
        expect(summary.recallAt5).toBeCloseTo(within(5), 9);
        expect(summary.recallAt10).toBeCloseTo(within(10), 9);
        expect(summary.meanReciprocalRank).toBeCloseTo(summary.meanAveragePrecision, 9);
        expect(summary.recallAt1).toBeLessThanOrEqual(summary.meanReciprocalRank + 1e-9);
      }),
    );
  });

  it('of no query are zero', () => {
    expect(summarise([])).toMatchObject({ queries: 0, recallAt1: 0, meanReciprocalRank: 0 });
  });
});

describe('classification', () => {
  it('counts each image once, in the row of its class', () => {
    const rows = fc
      .integer({ min: 2, max: 8 })
      .chain((classes) =>
        fc.tuple(
          fc.constant(classes),
          fc.array(fc.tuple(fc.nat({ max: classes - 1 }), fc.array(score, { minLength: classes, maxLength: classes }))),
        ),
      );
    fc.assert(
      fc.property(rows, ([classes, images]) => {
        const labels = images.map(([label]) => label);
        const scores = images.map(([, row]) => Float32Array.from(row));
        const result = scoreClassification(scores, labels, classes);
        const isIn = (k: number) => (row: Float32Array, i: number) =>
          listNearest(row, k).includes(labels[i] as number) ? 1 : 0;
        const share = (k: number) =>
          scores.map(isIn(k)).reduce<number>((a, b) => a + b, 0) / Math.max(1, images.length);
        expect(result.top1).toBeCloseTo(share(1), 9);
        expect(result.top5).toBeCloseTo(share(5), 9);
        result.confusion.forEach((row, label) => {
          expect(row.reduce((a, b) => a + b, 0)).toBe(labels.filter((one) => one === label).length);
        });
        const diagonal = result.confusion.reduce((sum, row, i) => sum + (row[i] as number), 0);
        expect(diagonal).toBe(Math.round(result.top1 * images.length));
      }),
    );
  });
});

describe('a logistic curve', () => {
  it('is found again from samples of it', () => {
    const random = makeRandom(5);
    for (const [midpoint, scale] of [
      [0.3, 0.05],
      [-1, 0.4],
      [20, 3],
    ] as const) {
      const pairs = Array.from({ length: 20_000 }, () => {
        const x = midpoint + (random() - 0.5) * 8 * scale;
        return [x, random() < 1 / (1 + Math.exp((midpoint - x) / scale)) ? 1 : 0] as [number, 0 | 1];
      });
      const fitted = fitLogistic(pairs);
      expect(Math.abs((fitted?.midpoint ?? 0) - midpoint)).toBeLessThan(scale / 5);
      expect((fitted?.scale ?? 0) / scale).toBeGreaterThan(0.9);
      expect((fitted?.scale ?? 0) / scale).toBeLessThan(1.1);
    }
  });

  it('is finite where the data are separable, and none where there is nothing to tell apart', () => {
    const separable = [0.1, 0.2, 0.3, 0.8, 0.9].map((x) => [x, x > 0.5 ? 1 : 0] as [number, 0 | 1]);
    const fitted = fitLogistic(separable);
    expect(fitted?.midpoint).toBeGreaterThan(0.3);
    expect(fitted?.midpoint).toBeLessThan(0.8);
    expect(Number.isFinite(fitted?.scale)).toBe(true);
    expect(fitLogistic([[1, 1]])).toBeUndefined();
    expect(
      fitLogistic([
        [1, 1],
        [1, 0],
      ]),
    ).toBeUndefined();
    expect(
      fitLogistic([
        [0, 1],
        [0.1, 1],
        [1, 0],
      ]),
    ).toBeUndefined();
  });
});

const query = fc
  .array(fc.tuple(fc.float({ min: 0, max: 1, noNaN: true }), fc.constantFrom(1, 0, -1)), {
    minLength: 1,
    maxLength: 30,
  })
  .filter((images) => images.some(([, is]) => is === 1))
  .map(
    (images): LabelledQuery => ({
      text: 'q',
      cosines: Float32Array.from(images, ([cosine]) => cosine),
      truth: Int8Array.from(images, ([, is]) => is),
    }),
  );

describe('the end of answers', () => {
  it('is scored as it is defined', () => {
    fc.assert(
      fc.property(
        fc.array(query, { minLength: 1, maxLength: 5 }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        (queries, share) => {
          const f1s = queries.map(({ cosines, truth }) => {
            const from = share * Math.max(...cosines);
            const found = [...truth].filter((_, i) => (cosines[i] as number) >= from);
            const right = found.filter((is) => is === 1).length;
            const precision = right / Math.max(1, found.filter((is) => is !== -1).length);
            const recall = right / [...truth].filter((is) => is === 1).length;
            return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
          });
          expect(scoreCutoff(queries, share).f1).toBeCloseTo(f1s.reduce((a, b) => a + b, 0) / f1s.length, 6);
        },
      ),
    );
  });

  it('is chosen where no other share that is tried has a higher F1', () => {
    fc.assert(
      fc.property(fc.array(query, { minLength: 1, maxLength: 5 }), (queries) => {
        const best = scoreCutoff(queries, chooseShare(queries)).f1;
        for (const share of [0.1, 0.25, 0.4, 0.6, 0.75, 0.9])
          expect(scoreCutoff(queries, share).f1).toBeLessThanOrEqual(best + 1e-9);
      }),
    );
  });
});

describe('queries from captions', () => {
  const captions = [
    ['Two dogs run.', 'A dog in snow'],
    ['a dog sleeps', 'an animal sleeps'],
    ['cats', 'a cat'],
    ['the dog barks'],
    ['one dog', 'dogs'],
    ...Array.from({ length: 20 }, (_, i) => [`thing ${i}`]),
  ];

  it('are terms that enough images say: twice, or in their only caption', () => {
    const terms = Array.from({ length: 12 }, (_, i) => `filler ${i}`);
    const few = makeTermQueries(captions, ['dog', 'cat', ...terms]);
    // Of the vocabulary only one term is said often enough: the words of the captions are taken.
    const dog = few.find(({ text }) => text === 'dog');
    expect([...(dog?.truth ?? [])].slice(0, 5)).toEqual([1, -1, 0, 1, 1]);
    expect(few.some(({ text }) => text === 'cat')).toBe(false);
  });

  it('need no spaces between words', () => {
    const chinese = [
      ...Array.from({ length: 3 }, () => ['一只狗在雪地里', '狗']),
      ...Array.from({ length: 12 }, () => ['大海']),
    ];
    expect(makeTermQueries(chinese, ['dog']).map(({ text }) => text)).toContain('狗');
  });
});
