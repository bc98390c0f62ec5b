import { getSuggestions } from '../api/search.js';
import { t } from '../language/translate.js';
import { parseQuery } from '../query/query-text.js';
import type { Query } from '../query/types.js';
import { useAnswer } from '../ui/use-answer.js';

interface ExamplesProps {
  /** Changes with the library; `null`: not known yet. */
  version: string | null;
  onSearch: (query: Query) => void;
}

/** Queries that this very library answers well: what the server suggests while nothing is typed. */
export function Examples({ version, onSearch }: ExamplesProps) {
  const { answer } = useAnswer(version, (signal) => getSuggestions('', signal));
  return (
    <ul class="ideas" aria-label={t('home.ideas')}>
      {(answer?.suggestions ?? []).map(({ label, query }) => (
        <li key={query}>
          <button type="button" class="idea" onClick={() => onSearch(parseQuery(query))}>
            {label}
          </button>
        </li>
      ))}
    </ul>
  );
}
