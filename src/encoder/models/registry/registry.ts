import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** How the weights are stored: `q8` is integers of 8 bits with scales. Vectors of different precisions belong to different spaces. */
export type Dtype = 'fp32' | 'fp16' | 'q8';

/** All of {@link Dtype}. */
export const DTYPES: readonly Dtype[] = ['fp32', 'fp16', 'q8'];

/** Models that are described and used alike. */
export type Family = 'clip' | 'siglip' | 'siglip2' | 'm-clip' | 'mobileclip' | 'jina-clip' | 'chinese-clip' | 'nomic';

/** All of {@link Family}; `families.ts` has the rules of each. */
export const FAMILIES: readonly Family[] = [
  'clip',
  'siglip',
  'siglip2',
  'm-clip',
  'mobileclip',
  'jina-clip',
  'chinese-clip',
  'nomic',
];

/** A published measurement. */
export interface PublishedQuality {
  /** Data set, task and unit. */
  measure: string;
  value: number;
  /** Address of the file that states the value, or a file of this package. */
  source: string;
}

/** A row of `data/models/hub-models.json`: a model whose weights exist as ONNX files. */
export interface RegisteredModel {
  /** Name for `--model`, distinct. */
  id: string;
  name: string;
  /** `owner/name` on the hub; missing for a model that ships with the package. */
  repository?: string;
  /** Commit to download; default: the newest of the branch `main`. */
  revision?: string;
  /** Folder of its weights in the repository, where that is not `onnx`. */
  folder?: string;
  /** `one`: one ONNX file holds both towers. Default `two`. */
  layout?: 'one' | 'two';
  /** Repository of the text tower, where that is another one. */
  text?: { repository: string; revision: string };
  family: Family;
  /** Length of its vectors. */
  dim: number;
  /** Edge of the input image in pixels. */
  imageSize: number;
  /** Size of both towers, rounded, for each precision that can be downloaded. */
  bytes: Partial<Record<Dtype, number>>;
  /** ISO 639-1 codes; empty where only their number is published. */
  languages: string[];
  languageCount?: number;
  /** Each value is as its source states it; empty where no comparable figure is confirmed. */
  quality: PublishedQuality[];
  /** Of the weights. SPDX identifier, or a description. */
  licence: string;
  /** By the work for one image: `fast` is a ViT-B/32, `medium` a ViT-B/16, `slow` a ViT-L/14. */
  speed: 'very fast' | 'fast' | 'medium' | 'slow' | 'very slow';
  /**
   * How far public documentation confirms the row. `files`: repository and names of the weights; `repository`: the repository, its files by the
   * convention of its owner; `none`: nothing. No weights were downloaded to verify a row.
   */
  verified: 'files' | 'repository' | 'none';
  /** Whether it ships with the package. */
  embedded?: true;
}

let rows: readonly RegisteredModel[] | undefined;

/** The embedded and the curated models, in the order of the file. Read on first use. */
export function listRegistered(): readonly RegisteredModel[] {
  rows ??= JSON.parse(
    readFileSync(fileURLToPath(new URL('../../../../data/models/hub-models.json', import.meta.url)), 'utf8'),
  ) as RegisteredModel[];
  return rows;
}

/** The row of an id, or of a repository that only one row names. */
export function findRegistered(name: string): RegisteredModel | undefined {
  const all = listRegistered();
  const byId = all.find(({ id }) => id === name);
  if (byId !== undefined) return byId;
  const [only, ...others] = all.filter(({ repository, text }) => repository === name && text === undefined);
  return others.length === 0 ? only : undefined;
}
