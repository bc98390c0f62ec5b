import type { Reason } from '../../../src/model/reasons.js';
import { useReasonWords } from '../../language/reason-words.js';
import { t } from '../../language/translate.js';

interface ReasonLineProps {
  reasons: readonly Reason[];
  /** Whether boxes in the picture show where it is; `undefined`: nothing has a box. */
  showsMarks: boolean | undefined;
  onMarks: () => void;
}

/** Why the photo was found, in words: a button where it shows and hides the boxes in the picture. Nothing without a reason that people can see. */
export function ReasonLine({ reasons, showsMarks, onMarks }: ReasonLineProps) {
  const words = useReasonWords(reasons);
  if (words.length === 0) return null;
  const text = (
    <>
      <span class="hidden-text">{t('why.before')}</span>
      {words.join(' · ')}
    </>
  );
  return showsMarks === undefined ? (
    <span class="stage-why">{text}</span>
  ) : (
    <button type="button" class="stage-why" aria-pressed={showsMarks} title={t('why.marks')} onClick={onMarks}>
      {text}
    </button>
  );
}
