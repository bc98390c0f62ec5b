import type { EvaluationReport, ModelEvaluation } from '../../../library/evaluation/types.js';

/** A table of text cells, the first row of which names the columns. */
export interface Table {
  title: string;
  rows: string[][];
}

const share = (value: number) => value.toFixed(3);
const nameOf = ({ model }: ModelEvaluation) => model.name;

/** The outcome as tables, models side by side. Empty ones are left out. */
export function makeTables({ models }: EvaluationReport): Table[] {
  const retrieval = (key: 'textToImage' | 'imageToText') => [
    ['model', 'language', 'queries', 'R@1', 'R@5', 'R@10', 'MRR', 'mAP'],
    ...models.flatMap((evaluation) =>
      evaluation.retrieval.map((scores) => [nameOf(evaluation), scores.language || '–', ...formatScores(scores[key])]),
    ),
  ];
  const tables: Table[] = [
    { title: 'Images by caption', rows: retrieval('textToImage') },
    { title: 'Captions by image', rows: retrieval('imageToText') },
    {
      title: 'Classes by name',
      rows: [
        ['model', 'classes', 'images', 'top-1', 'top-5'],
        ...models.flatMap((evaluation) => {
          const scores = evaluation.classification;
          if (scores === null) return [];
          const { classes, images, top1, top5 } = scores;
          return [[nameOf(evaluation), String(classes.length), String(images), share(top1), share(top5)]];
        }),
      ],
    },
    {
      title: 'Images by image of the same class',
      rows: [
        ['model', 'queries', 'R@1', 'R@5', 'R@10', 'MRR', 'mAP'],
        ...models.flatMap((evaluation) =>
          evaluation.classification === null
            ? []
            : [[nameOf(evaluation), ...formatScores(evaluation.classification.imageToImage)]],
        ),
      ],
    },
    {
      title: 'Where answers end, on the half it was not chosen on',
      rows: [
        ['model', 'threshold', 'queries', 'precision', 'recall', 'F1', 'median results'],
        ...models.flatMap((evaluation) =>
          (['before', 'after'] as const).flatMap((when) => {
            const scores = evaluation.cutoff?.[when];
            if (scores === undefined) return [];
            const { queries, precision, recall, f1, results } = scores;
            const cells = [share(precision), share(recall), share(f1), String(results)];
            return [[nameOf(evaluation), when === 'before' ? 'of the model' : 'measured', String(queries), ...cells]];
          }),
        ),
      ],
    },
    {
      title: 'No good match, on the same half',
      rows: [
        ['model', 'nonsense', 'labelled queries'],
        ...models.flatMap((evaluation) => {
          const refused = evaluation.cutoff?.refused;
          return refused === undefined ? [] : [[nameOf(evaluation), share(refused.nonsense), share(refused.queries)]];
        }),
      ],
    },
    {
      title: 'Speed and memory of this machine',
      rows: [
        ['model', 'dimensions', 'loading', 'images', 'texts', 'memory'],
        ...models.map((evaluation) => {
          const { loadMs, imagesPerSecond, textsPerSecond, memoryBytes } = evaluation.speed;
          return [
            nameOf(evaluation),
            String(evaluation.model.dim),
            `${(loadMs / 1000).toFixed(1)} s`,
            `${imagesPerSecond.toFixed(0)}/s`,
            `${textsPerSecond.toFixed(0)}/s`,
            `${(memoryBytes / 1e6).toFixed(0)} MB`,
          ];
        }),
      ],
    },
  ];
  return tables.filter(({ rows }) => rows.length > 1);
}

function formatScores(scores: ModelEvaluation['retrieval'][number]['textToImage']): string[] {
  const { queries, recallAt1, recallAt5, recallAt10, meanReciprocalRank, meanAveragePrecision } = scores;
  const shares = [recallAt1, recallAt5, recallAt10, meanReciprocalRank, meanAveragePrecision].map(share);
  return [String(queries), ...shares];
}

/** As Markdown, which is readable in a terminal, too. */
export function printTables(tables: readonly Table[]): string {
  return tables.map(({ title, rows }) => `${title}\n\n${printRows(rows)}`).join('\n');
}

function printRows(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const print = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |\n`;
  const [header = [], ...others] = rows;
  return [print(header), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|\n`, ...others.map(print)].join(
    '',
  );
}
