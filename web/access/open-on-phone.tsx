import { encode } from 'uqr';
import { invite } from '../api/library.js';
import { t } from '../language/translate.js';
import { copyText } from '../ui/clipboard.js';
import { Dialog } from '../ui/dialog.js';
import { Icon } from '../ui/icon.js';
import { useAnswer } from '../ui/use-answer.js';

/** Lets a phone in: a QR code for its camera, and the same as a link. */
export function OpenOnPhone({ onClose }: { onClose: () => void }) {
  const { answer, error } = useAnswer('invitation', () => invite());
  const [address] = answer?.addresses ?? [];
  const link = address && `${address}${answer?.code ? `#code=${answer.code}` : ''}`;
  return (
    <Dialog class="confirm phone" label={t('phone.title')} onClose={onClose}>
      <h2>{t('phone.title')}</h2>
      {error !== '' && <p class="error">{error}</p>}
      {link !== undefined && link !== '' && (
        <>
          <p>{t('phone.scan')}</p>
          <QrCode text={link} />
          <p class="path">{link}</p>
        </>
      )}
      {answer !== undefined && !link && (
        <>
          <p>{t('phone.closed')}</p>
          <pre>photoseek keys create phone --qr{'\n'}photoseek serve --host 0.0.0.0</pre>
        </>
      )}
      <div class="confirm-buttons">
        {link && (
          <button type="button" class="button" onClick={() => void copyText(link, t('phone.copied'))}>
            <Icon name="copy" />
            {t('phone.copy')}
          </button>
        )}
        <button type="button" class="button" data-first onClick={onClose}>
          {t('help.close')}
        </button>
      </div>
    </Dialog>
  );
}

/** Dark on light in every theme: not every camera reads it the other way round. */
function QrCode({ text }: { text: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const squares = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')));
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('phone.code')}>
      <rect width={size} height={size} fill="#ffffff" />
      <path d={squares.join('')} fill="#000000" shape-rendering="crispEdges" />
    </svg>
  );
}
