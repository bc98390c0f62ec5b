import { MODEL_FILES, PROJECTION_FILE } from '../model-files.js';
import type { HubModel } from '../registry/parse-model-name.js';
import { nameWeights } from '../weights.js';
import type { Repository } from './list-repository.js';

/** A file of the hub and its place in the model's folder. */
export interface PlannedFile {
  repository: string;
  /** Commit, or a branch where the hub lists none. */
  revision: string;
  source: string;
  target: string;
}

/** A repository with the revision that was asked for, and its files where the hub lists them. */
export interface Source {
  repository: string;
  revision: string;
  listing: Repository | undefined;
}

/** Folder of a text tower that comes from another repository. */
export const TEXT_FOLDER = 'text';

/** The files of a model, the small ones first: a repository that is no model is refused before its weights arrive. */
export function planFiles({ row, dtype }: HubModel, main: Source, text: Source | undefined): PlannedFile[] {
  const { config, preprocessor, tokenizer, tokenizerConfig } = MODEL_FILES;
  const folder = row?.folder;
  const take = ({ repository, revision, listing }: Source, source: string, target: string): PlannedFile[] => [
    { repository, revision: listing?.commit ?? revision, source, target },
    // Weights above 2 GB lie in files beside the model, which names them.
    ...[...(listing?.files.keys() ?? [])]
      .filter((path) => path.startsWith(`${source}_data`))
      .map((path) => ({
        repository,
        revision: listing?.commit ?? revision,
        source: path,
        target: `${target.slice(0, target.lastIndexOf('/') + 1)}${path.slice(path.lastIndexOf('/') + 1)}`,
      })),
  ];
  const has = ({ listing }: Source, path: string) => listing === undefined || listing.files.has(path);
  const optional = (source: Source, path: string, target: string) =>
    has(source, path) ? take(source, path, target) : [];
  const ofFolder = (name: string) => (folder === undefined ? name : `${folder}/${name}`);
  const plan = [...take(main, ofFolder(config), config), ...take(main, ofFolder(preprocessor), preprocessor)];
  const weights = (tower: 'text' | 'vision' | 'both') => {
    const name = nameWeights(tower, dtype);
    return folder === undefined ? name : name.replace('onnx/', `${folder}/`);
  };
  if (text !== undefined) {
    const inText = (path: string) => `${TEXT_FOLDER}/${path}`;
    return [
      ...plan,
      ...take(text, tokenizer, inText(tokenizer)),
      ...take(text, tokenizerConfig, inText(tokenizerConfig)),
      ...(row?.family === 'm-clip' ? take(text, PROJECTION_FILE, inText(PROJECTION_FILE)) : []),
      ...take(text, nameWeights('both', dtype), inText(nameWeights('text', dtype))),
      ...take(main, has(main, weights('vision')) ? weights('vision') : weights('both'), nameWeights('vision', dtype)),
    ];
  }
  const isOne =
    row?.layout === 'one' || (row?.layout === undefined && !has(main, weights('vision')) && has(main, weights('both')));
  return [
    ...plan,
    ...take(main, tokenizer, tokenizer),
    ...optional(main, tokenizerConfig, tokenizerConfig),
    ...(isOne
      ? take(main, weights('both'), nameWeights('both', dtype))
      : (['text', 'vision'] as const).flatMap((tower) => take(main, weights(tower), nameWeights(tower, dtype)))),
  ];
}
