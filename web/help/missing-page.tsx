import { t } from '../language/translate.js';
import { HOME } from '../state/route.js';
import { Link } from '../ui/link.js';

/** There is nothing at the address that the browser was sent to. */
export function MissingPage() {
  return (
    <section class="empty" id="missing" aria-labelledby="missing-title">
      <h2 id="missing-title">{t('missing.title')}</h2>
      <p>{t('missing.about')}</p>
      <Link class="button is-main" to={HOME}>
        {t('missing.home')}
      </Link>
    </section>
  );
}
