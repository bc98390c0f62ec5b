import { t } from '../language/translate.js';
import type { Query } from '../query/types.js';
import { useRefusal } from '../results/use-result-list.js';
import { useHasFaces } from '../state/library-status.js';
import { HOME, type Route } from '../state/route.js';
import { Icon, type IconName } from '../ui/icon.js';
import { Link } from '../ui/link.js';
import { THEMES, type Theme, useTheme } from '../ui/theme.js';
import { RunStatus } from './run-status.js';
import { SearchBox } from './search-box.js';

interface BarProps {
  route: Route;
  isHome: boolean;
  onSearch: (query: Query) => void;
  onUpload: (file: File) => void;
  onHelp: () => void;
}

/** The top of every page: where one is, what one looks for, where one can go. */
export function Bar({ route, isHome, onSearch, onUpload, onHelp }: BarProps) {
  const hasFaces = useHasFaces();
  return (
    <header class="bar" id="bar">
      <h1 class="wordmark">
        <Link to={HOME} class="wordmark-link">
          <img src="favicon.svg" alt="" width="32" height="32" />
          <span>photoseek</span>
        </Link>
      </h1>
      {isHome && <p class="tagline">{t('bar.tagline')}</p>}
      <SearchBox query={route.query} refusal={useRefusal(route)} onSearch={onSearch} onUpload={onUpload} />
      <nav class="bar-nav" aria-label={t('bar.pages')}>
        <NavLink to={{ ...HOME, view: 'duplicates' }} icon="copies" label={t('bar.duplicates')} current={route.view} />
        {hasFaces && (
          <NavLink to={{ ...HOME, view: 'people' }} icon="person" label={t('bar.people')} current={route.view} />
        )}
        <NavLink to={{ ...HOME, view: 'library' }} icon="library" label={t('bar.library')} current={route.view} />
        <ThemeButton />
        <button
          type="button"
          class="icon-button"
          aria-label={t('bar.help')}
          title={`${t('bar.help')} (?)`}
          onClick={onHelp}
        >
          <Icon name="help" />
          <span class="icon-label">{t('help.title')}</span>
        </button>
      </nav>
      <RunStatus isHome={isHome} />
    </header>
  );
}

function NavLink(props: { to: Route; icon: IconName; label: string; current: Route['view'] }) {
  const { to, icon, label, current } = props;
  return (
    <Link to={to} class="icon-button" label={label} isCurrent={current === to.view}>
      <Icon name={icon} />
      <span class="icon-label">{label}</span>
    </Link>
  );
}

const THEME_ICONS: Record<Theme, IconName> = { auto: 'auto', light: 'sun', dark: 'moon' };
const THEME_NAMES = { auto: 'theme.auto', light: 'theme.light', dark: 'theme.dark' } as const;

function ThemeButton() {
  const [theme, setTheme] = useTheme();
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] as Theme;
  return (
    <button
      type="button"
      class="icon-button"
      id="theme"
      aria-label={t('theme.change', { theme: t(THEME_NAMES[theme]), next: t(THEME_NAMES[next]) })}
      title={t('theme.is', { theme: t(THEME_NAMES[theme]) })}
      onClick={() => setTheme(next)}
    >
      <Icon name={THEME_ICONS[theme]} />
      <span class="icon-label">{t('theme.theme')}</span>
    </button>
  );
}
