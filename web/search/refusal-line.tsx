import { t } from '../language/translate.js';
import type { Refusal } from '../results/refusal.js';

interface RefusalLineProps {
  refusal: Refusal | null;
  /** Searches for a corrected query. */
  onCorrect: (text: string) => void;
}

/** Below the search box: why the server refuses what was typed, with a button for each query that may have been meant. */
export function RefusalLine({ refusal, onCorrect }: RefusalLineProps) {
  return (
    <div role="alert">
      {refusal !== null && (
        <div class="error refusal" id="error">
          <p>{[refusal.message, refusal.hint].filter(Boolean).join(' ')}</p>
          {refusal.corrections.length > 0 && (
            <p class="corrections">
              <span>{t('search.didYouMean')}</span>
              {refusal.corrections.map((text) => (
                <button type="button" class="button correction" key={text} onClick={() => onCorrect(text)}>
                  {text}
                </button>
              ))}
            </p>
          )}
        </div>
      )}
    </div>
  );
}
