import { tallyKinds } from '../../src/model/count-kinds.js';
import { formatNumber, t } from '../language/translate.js';
import { addTerm, toIdTerm } from '../query/edit-query.js';
import type { Query } from '../query/types.js';
import { downloadPhotos } from '../share/download-photos.js';
import { sharePhotos } from '../share/share-photos.js';
import { copyText, saveText } from '../ui/clipboard.js';
import { Icon } from '../ui/icon.js';
import { Menu, MenuItem } from '../ui/menu.js';
import { countKinds } from '../ui/words.js';
import type { TileData } from './tile-data.js';

interface SelectionBarProps {
  selected: ReadonlySet<number>;
  tiles: readonly TileData[];
  /** Of the answer. */
  total: number;
  query: Query;
  onSearch: (query: Query) => void;
  onSelectAll: () => void;
  onClear: () => void;
}

/** The server takes this many terms. */
const MAX_TERMS = 20;

/** The actions on the selected photos. */
export function SelectionBar(props: SelectionBarProps) {
  const { selected, tiles, total, query, onSearch, onSelectAll, onClear } = props;
  if (selected.size === 0) return null;
  const chosen = tiles.filter(({ id }) => selected.has(id));
  const counts = tallyKinds(chosen);
  const paths = chosen.map(({ path }) => path).join('\n');
  const searchWith = (start: Query) => {
    const room = MAX_TERMS - start.terms.length;
    onSearch(chosen.slice(0, room).reduce((next, { id }) => addTerm(next, toIdTerm(id, 1)), start));
  };
  return (
    <section class="selection" aria-label={t('selection.photos')}>
      <div class="selection-count">
        <p role="status">{t('selection.count', { contents: countKinds(counts, selected.size) })}</p>
        {selected.size < total && (
          <button type="button" class="text-button" onClick={onSelectAll}>
            {t('selection.all', { number: formatNumber(total) })}
          </button>
        )}
      </div>
      <button type="button" class="button is-main" onClick={() => searchWith({ terms: [], filters: query.filters })}>
        <Icon name="alike" />
        {t('selection.like')}
      </button>
      <button type="button" class="button" onClick={() => void downloadPhotos(chosen)}>
        <Icon name="download" />
        {t('selection.download')}
      </button>
      <button type="button" class="button" onClick={() => void sharePhotos(chosen)}>
        <Icon name="share" />
        {t('selection.share')}
      </button>
      <Menu
        button={
          <>
            <Icon name="more" />
            {t('selection.more')}
          </>
        }
        panelClass="is-up is-right is-actions"
      >
        {(close) => (
          <>
            <MenuItem icon="plus" close={close} onClick={() => searchWith(query)}>
              {t('selection.add')}
            </MenuItem>
            <MenuItem
              icon="copy"
              close={close}
              onClick={() => void copyText(paths, t('selection.copied', { contents: countKinds(counts) }))}
            >
              {t('selection.copy')}
            </MenuItem>
            <MenuItem icon="file" close={close} onClick={() => saveText('photos.txt', `${paths}\n`)}>
              {t('selection.save')}
            </MenuItem>
          </>
        )}
      </Menu>
      <button
        type="button"
        class="icon-button"
        aria-label={t('selection.clear')}
        title={t('selection.clear')}
        onClick={onClear}
      >
        <Icon name="close" />
      </button>
    </section>
  );
}
