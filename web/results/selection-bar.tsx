import { t } from '../language/translate.js';
import { addTerm, toIdTerm } from '../query/edit-query.js';
import type { Query } from '../query/types.js';
import { copyText, saveText } from '../ui/clipboard.js';
import { Icon } from '../ui/icon.js';
import { countPhotos } from '../ui/words.js';
import type { TileData } from './tile-data.js';

interface SelectionBarProps {
  selected: ReadonlySet<number>;
  tiles: readonly TileData[];
  query: Query;
  onSearch: (query: Query) => void;
  onClear: () => void;
}

/** The server takes this many terms. */
const MAX_TERMS = 20;

/** The actions on the selected photos. */
export function SelectionBar({ selected, tiles, query, onSearch, onClear }: SelectionBarProps) {
  if (selected.size === 0) return null;
  const chosen = tiles.filter(({ id }) => selected.has(id));
  const paths = chosen.map(({ path }) => path).join('\n');
  const searchWith = (start: Query) => {
    const room = MAX_TERMS - start.terms.length;
    onSearch(chosen.slice(0, room).reduce((next, { id }) => addTerm(next, toIdTerm(id, 1)), start));
  };
  return (
    <section class="selection" aria-label={t('selection.photos')}>
      <p role="status">{t('selection.count', { photos: countPhotos(selected.size) })}</p>
      <button type="button" class="button is-main" onClick={() => searchWith({ terms: [], filters: query.filters })}>
        <Icon name="alike" />
        {t('selection.like')}
      </button>
      <button type="button" class="button" onClick={() => searchWith(query)}>
        <Icon name="plus" />
        {t('selection.add')}
      </button>
      <button
        type="button"
        class="button"
        onClick={() => void copyText(paths, t('selection.copied', { photos: countPhotos(chosen.length) }))}
      >
        <Icon name="copy" />
        {t('selection.copy')}
      </button>
      <button type="button" class="button" onClick={() => saveText('photos.txt', `${paths}\n`)}>
        <Icon name="download" />
        {t('selection.save')}
      </button>
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
