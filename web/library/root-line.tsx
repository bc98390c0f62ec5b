import type { Root } from '../api/types.js';
import { formatNumber, t } from '../language/translate.js';
import { EMPTY_QUERY } from '../query/types.js';
import { getFileName } from '../results/tile-data.js';
import { HOME } from '../state/route.js';
import { copyText } from '../ui/clipboard.js';
import { Icon } from '../ui/icon.js';
import { Link } from '../ui/link.js';
import { Menu, MenuItem } from '../ui/menu.js';
import { countFiles, formatAgo } from '../ui/words.js';
import { nameKinds, USUAL_KINDS } from './kind-choice.js';

interface RootLineProps {
  root: Root;
  /** When its photos were last looked through; `null`: never, or not known. */
  lookedAtMs: number | null;
  /** Absent: the person may not. */
  onIndex?: () => void;
  onRemove?: () => void;
}

/** A folder of the library: its name, what is in it, and what can be done with it. */
export function RootLine({ root, lookedAtMs, onIndex, onRemove }: RootLineProps) {
  const name = getFileName(root.path) || root.path;
  const kinds = root.kinds.join() === USUAL_KINDS.join() ? [] : nameKinds(root.kinds);
  const isBusy = onIndex === undefined;
  return (
    <li class="root">
      <Icon name="folder" />
      <div>
        <p class="root-name">{name}</p>
        <p class="path root-path">{root.path}</p>
        <p class="quiet">
          {root.published !== undefined && `${root.published.libraries.join(', ')} · `}
          {countFiles(root.files)}
          {root.failed > 0 && `, ${t('library.unreadableCount', { number: formatNumber(root.failed) })}`}
          {kinds.length > 0 && ` · ${kinds.join(', ')}`}
          {root.exclude.length > 0 && t('library.without', { folders: root.exclude.join(', ') })}
          {lookedAtMs !== null && (
            <>
              {' · '}
              <time dateTime={new Date(lookedAtMs).toISOString()} title={new Date(lookedAtMs).toLocaleString()}>
                {formatAgo(lookedAtMs)}
              </time>
            </>
          )}
        </p>
        {root.isMissing && (
          <p class="root-missing">
            {root.movedTo === null ? t('library.unreachable') : t('library.moved', { path: root.movedTo })}
          </p>
        )}
      </div>
      <Menu
        button={<Icon name="more" />}
        label={t('library.actionsOf', { name })}
        buttonClass="icon-button"
        panelClass="is-right is-actions"
      >
        {(close) => (
          <>
            <Link
              class="menu-item"
              to={{
                ...HOME,
                query: { ...EMPTY_QUERY, filters: [{ name: 'folder', value: root.path, negated: false }] },
              }}
            >
              <Icon name="picture" />
              {t('library.show')}
            </Link>
            {root.published === undefined && (
              <MenuItem icon="again" isDisabled={isBusy} close={close} onClick={onIndex}>
                {t('library.changes')}
              </MenuItem>
            )}
            <MenuItem icon="copy" close={close} onClick={() => void copyText(root.path, t('photo.pathCopied'))}>
              {t('photo.copyPath')}
            </MenuItem>
            {onRemove !== undefined && (
              <MenuItem icon="close" close={close} onClick={onRemove}>
                {t('library.takeOut')}
              </MenuItem>
            )}
          </>
        )}
      </Menu>
    </li>
  );
}
