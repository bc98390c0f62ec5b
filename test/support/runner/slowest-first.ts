import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/** The longest files, longest first: one that starts last keeps one core waiting to its end. */
const SLOWEST: readonly string[] = [
  'test/e2e/page/real-library.test.ts',
  'test/e2e/cli.test.ts',
  'test/indexer/watch.test.ts',
  'test/e2e/page/pages.test.ts',
  'test/e2e/page/query.test.ts',
  'test/encoder/models/hub.test.ts',
  'test/e2e/answers.test.ts',
  'test/media/worker/media-pool.test.ts',
  'test/vectors/engines/hnsw/hnsw-index.test.ts',
  'test/insight/duplicates.test.ts',
  'test/search/search.test.ts',
  'test/insight/tags.test.ts',
  'test/library/library.test.ts',
];

/** Orders the files of a run: those that take longest first. The others follow in Vitest's order. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = SLOWEST.findIndex((path) => moduleId.endsWith(path));
      return found === -1 ? SLOWEST.length : found;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
