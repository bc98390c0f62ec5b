import { PhotoseekError } from '../../errors.js';
import { createYielder } from '../../runtime/yielder.js';
import { BACKGROUND_TEXTS, type Background } from '../../search/calibration/background.js';
import { Calibrator, DEFAULT_THRESHOLD_SHARE, MEASURED, REFERENCE } from '../../search/calibration/calibrator.js';
import type { SpaceCalibration } from '../../search/calibration/stored-calibration.js';
import type { Space } from '../../search/spaces/space.js';
import type { Catalogue } from '../../store/catalogue.js';
import { RowProducts } from '../../vectors/math/row-products.js';
import { concatenate } from './concatenate.js';
import { type CutoffScores, type LabelledQuery, scoreCutoff } from './cutoff.js';
import { describeCosines, MIN_QUERIES, measureCurve, moveQueries } from './measure-calibration.js';
import { measureTags, type TagScores } from './measure-tags.js';
import { NONSENSE } from './nonsense.js';

/** What a calibration on a library's own photos found. */
export interface CalibrationReport {
  /** Photos it was measured with: all, or a sample of larger libraries. */
  photos: number;
  /** Keywords that enough photos have; without them, only what is near by chance can be measured. */
  keywords: number;
  /** Cosines of everyday texts with the photos, and those that the constants of the model were measured with. */
  background: { library: Background; model: Background };
  /** Where answers to keywords end, before and after, on the half that it was not chosen on; `null`: too few keywords. */
  cutoff: { before: CutoffScores; after: CutoffScores } | null;
  /** Share of nonsense that was called no good match before, and is after, on the half that it was not chosen on. */
  refused: { before: number; after: number };
  /** Tags against keywords, before and after, on the same half; `null`: too few keywords are terms of the vocabulary. */
  tags: { before: TagScores; after: TagScores } | null;
  calibration: SpaceCalibration;
}

/** More photos change the figures in the third digit. */
const SAMPLE = 2000;

/** What is near by chance is not known of fewer. */
const MIN_PHOTOS = 50;

/** Photos read at a time. */
const CHUNK = 1000;

/** Photos that were indexed together often show the same: so many stay in one half. */
const BLOCK = 5;

const MIN_ANSWERS = 3;
const MAX_SHARE = 0.5;
const MAX_KEYWORDS = 150;

/** Photos whose cosines with the others are the background of queries by image. */
const IMAGES = 200;

/** A sample of a library: rows of vectors and keywords. */
interface Sample {
  rows: Float32Array[];
  /** Lower case; empty where a photo has none, and nothing is known about it. */
  keywords: ReadonlySet<string>[];
}

/**
 * Calibrates a space on the photos of its own library. What is near by chance is measured with texts that mean nothing and everyday texts; keywords,
 * where photos have them, say what answers a query. Chosen on one half of the photos, reported on the other.
 * @throws PhotoseekError `bad-argument` when there are fewer than fifty photos, `aborted`
 */
export async function calibrateSpace(
  catalogue: Catalogue,
  space: Space,
  signal: AbortSignal | undefined,
): Promise<CalibrationReport> {
  const { dim, revision } = space.row;
  const sample = await readSample(catalogue, space, signal);
  if (sample.rows.length < MIN_PHOTOS) {
    throw new PhotoseekError(
      'bad-argument',
      `A library must have at least ${MIN_PHOTOS} photos to be calibrated on, got ${sample.rows.length}.`,
      { hint: 'Until then, the calibration of the model is used.' },
    );
  }
  const terms = chooseKeywords(sample.keywords);
  const embed = async (texts: readonly string[]) =>
    Promise.all(texts.map(async (text) => (await space.texts.get(text)).vector));
  const texts = { terms: await embed(terms), nonsense: await embed(NONSENSE), everyday: await embed(BACKGROUND_TEXTS) };
  const yieldIfDue = createYielder(signal);
  const halves = [];
  for (const half of [0, 1]) {
    const at = sample.rows.flatMap((_, i) => (Math.floor(i / BLOCK) % 2 === half ? [i] : []));
    const rows = at.map((i) => sample.rows[i] as Float32Array);
    const products = new RowProducts(concatenate(rows), dim);
    await yieldIfDue();
    const queries = terms
      .map((text, i): LabelledQuery => {
        const cosines = products.multiply(texts.terms[i] as Float32Array).slice();
        return { text, cosines, truth: Int8Array.from(at, (index) => labelOf(sample.keywords[index], text)) };
      })
      .filter(({ truth }) => truth.includes(1));
    const nonsense = texts.nonsense
      .filter((_, i) => i % 2 === half)
      .map((vector) => [...products.multiply(vector)].sort((a, b) => b - a).slice(0, 5));
    const background = describeCosines(texts.everyday.flatMap((vector) => [...products.multiply(vector)]));
    await yieldIfDue();
    halves.push({ at, rows, queries, nonsense, background });
  }
  const [chosen, other] = halves as [(typeof halves)[number], (typeof halves)[number]];
  const model = MEASURED[revision] ?? REFERENCE;
  const modelBackground = MEASURED[revision] === undefined ? chosen.background : model.text.background;
  const { queries, nonsense, background } = chosen;
  const searched = chosen.rows.length;
  const curve = measureCurve(background, model.text, { queries, nonsense, searched });
  const images = describeImages(sample.rows, dim);
  const before = new Calibrator(model.text, modelBackground);
  const after = new Calibrator(curve, background);
  const refuse = (calibrator: Calibrator) =>
    other.nonsense.filter((cosines) => !calibrator.isGood(cosines, other.rows.length)).length / other.nonsense.length;
  const tags = await measureTags(catalogue.folder, space, sample, [chosen.at, other.at], texts.nonsense);
  return {
    photos: sample.rows.length,
    keywords: terms.length,
    background: { library: background, model: model.text.background },
    cutoff:
      queries.length < MIN_QUERIES
        ? null
        : {
            before: scoreCutoff(moveQueries(other.queries, model.text, modelBackground), shareOf(model.text)),
            after: scoreCutoff(moveQueries(other.queries, curve, background), shareOf(curve)),
          },
    refused: { before: refuse(before), after: refuse(after) },
    tags: tags.scores,
    calibration: {
      ...{ source: 'library', measuredAtMs: Date.now(), photos: sample.rows.length, queries: terms.length },
      text: { curve, background },
      image: { curve: model.image, background: images },
      tags: tags.calibration,
    },
  };
}

function shareOf({ thresholdShare = DEFAULT_THRESHOLD_SHARE }: { thresholdShare?: number }): number {
  return thresholdShare;
}

/** Photos at equal distances through the whole library, each by its first frame. */
async function readSample(
  catalogue: Catalogue,
  { row, owners }: Space,
  signal: AbortSignal | undefined,
): Promise<Sample> {
  const stride = Math.ceil(owners.countPhotos() / SAMPLE);
  const yieldIfDue = createYielder(signal);
  const sample: Sample = { rows: [], keywords: [] };
  let seen = 0;
  for (let after = 0; ; ) {
    const { photoIds, data, lastVectorId } = catalogue.tags.listVectorsAfter(row.id, row.dim, after, CHUNK);
    if (photoIds.length === 0) return sample;
    after = lastVectorId;
    const wanted = photoIds.flatMap((id, i) => ((seen + i) % stride === 0 ? [{ id, i }] : []));
    seen += photoIds.length;
    const photos = catalogue.files.listPhotos(wanted.map(({ id }) => id));
    for (const { id, i } of wanted) {
      const files = photos.get(id)?.files ?? [];
      sample.rows.push(data.slice(i * row.dim, (i + 1) * row.dim));
      const keywords = files.flatMap(({ metadata }) => readKeywords(metadata));
      sample.keywords.push(new Set(keywords.map((keyword) => keyword.toLowerCase())));
    }
    await yieldIfDue();
  }
}

function readKeywords(metadata: string | null): string[] {
  return metadata === null ? [] : ((JSON.parse(metadata) as { keywords?: string[] }).keywords ?? []);
}

/** The most frequent keywords that tell photos apart. */
function chooseKeywords(keywords: readonly ReadonlySet<string>[]): string[] {
  const counts = new Map<string, number>();
  for (const own of keywords) for (const keyword of own) counts.set(keyword, (counts.get(keyword) ?? 0) + 1);
  const described = keywords.filter(({ size }) => size > 0).length;
  return [...counts]
    .filter(([, count]) => count >= 2 * MIN_ANSWERS && count <= MAX_SHARE * described)
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, MAX_KEYWORDS)
    .map(([keyword]) => keyword);
}

/** Of a photo without keywords, nothing is known. */
function labelOf(keywords: ReadonlySet<string> | undefined, keyword: string): number {
  if (keywords === undefined || keywords.size === 0) return -1;
  return Number(keywords.has(keyword));
}

function describeImages(rows: readonly Float32Array[], dim: number): Background {
  const step = Math.max(1, Math.floor(rows.length / IMAGES));
  const some = rows.filter((_, i) => i % step === 0).slice(0, IMAGES);
  const products = new RowProducts(concatenate(some), dim);
  return describeCosines(some.flatMap((row, i) => [...products.multiply(row)].slice(i + 1)));
}
