import { t } from '../language/translate.js';
import { go } from '../state/history.js';
import type { Route } from '../state/route.js';
import type { ListState } from './result-list.js';

/** Below the last photo: that there are others, which fit less, or that they are shown. */
export function CutOff({ route, state }: { route: Route; state: ListState }) {
  const isAtEnd = state.isAnswered && !state.hasMore && state.error === '';
  if (!isAtEnd || route.query.terms.length === 0) return null;
  return (
    <p class="cut-off">
      {route.all && t('results.everything')}
      {!route.all && !state.noGoodMatch && t('results.fit')}
      <button
        type="button"
        class="text-button"
        id="all"
        onClick={() => {
          go({ all: !route.all }, { replace: true });
          window.scrollTo(0, 0);
        }}
      >
        {route.all ? t('results.onlyFit') : t('results.showAll')}
      </button>
    </p>
  );
}
