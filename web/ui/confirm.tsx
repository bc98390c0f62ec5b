import { t } from '../language/translate.js';
import { Dialog } from './dialog.js';

interface ConfirmProps {
  question: string;
  /** What follows. */
  about: string;
  /** Of the button that does it. */
  action: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that is tedious to undo. Enter leaves all as it is. */
export function Confirm({ question, about, action, onConfirm, onClose }: ConfirmProps) {
  return (
    <Dialog class="confirm" label={question} onClose={onClose}>
      <h2>{question}</h2>
      <p>{about}</p>
      <div class="confirm-buttons">
        <button type="button" class="button" data-first onClick={onClose}>
          {t('confirm.cancel')}
        </button>
        <button
          type="button"
          class="button is-main"
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {action}
        </button>
      </div>
    </Dialog>
  );
}
