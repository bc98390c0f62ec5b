import type { KindName } from '../model/content-kind.js';
import type { Catalogue } from '../store/catalogue.js';
import type { FoundFile } from '../store/records.js';
import type { ExpectedStages } from './pipeline/stages.js';
import { type Plan, Planner, type PlanOptions } from './plan.js';

/** Files that a run was told of, instead of walking for them: it looks at no others, and removes no others. */
export interface NamedFiles {
  found: readonly FoundFile[];
  /** Paths of files that are gone. */
  gone: readonly string[];
  kinds: readonly KindName[];
}

/** The plan of a run over {@link NamedFiles}. */
export async function planFiles(
  catalogue: Catalogue,
  { found, gone, kinds }: NamedFiles,
  expected: ExpectedStages,
  options: PlanOptions,
): Promise<Plan> {
  const planner = new Planner([], expected, { ...options, kinds });
  for (const path of [...found.map((file) => file.path), ...gone])
    planner.know(catalogue.files.listUnder(path).filter((file) => file.path === path));
  for (const file of found) await planner.take(file);
  return planner.finish();
}
