import { useState } from 'preact/hooks';
import { type PhotoRegion, SURE_TEXT_SCORE } from '../../src/model/region.js';
import { t } from '../language/translate.js';
import { copyText } from '../ui/clipboard.js';
import { Icon } from '../ui/icon.js';

/** Lines that are shown at first. */
const FIRST_LINES = 6;

/** The text that was read in the picture, to be copied. Nothing without any. */
export function PictureText({ regions }: { regions: readonly PhotoRegion[] }) {
  const [showsAll, setShowsAll] = useState(false);
  const lines = regions.flatMap(({ kind, label, score }) =>
    kind === 'text' && label !== null && score >= SURE_TEXT_SCORE ? [label] : [],
  );
  if (lines.length === 0) return null;
  const shown = showsAll ? lines : lines.slice(0, FIRST_LINES);
  return (
    <section class="picture-text" aria-label={t('photo.text')}>
      <h3>
        {t('photo.text')}
        <button
          type="button"
          class="icon-button"
          aria-label={t('photo.copyText')}
          title={t('photo.copyText')}
          onClick={() => void copyText(lines.join('\n'), t('photo.textCopied'))}
        >
          <Icon name="copy" />
        </button>
      </h3>
      <p>{shown.join('\n')}</p>
      {shown.length < lines.length && (
        <button type="button" class="text-button" onClick={() => setShowsAll(true)}>
          {t('photo.allText', { count: lines.length - shown.length })}
        </button>
      )}
    </section>
  );
}
