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
    <section class="selection" aria-label="Selected photos">
      <p role="status">{countPhotos(selected.size)} selected</p>
      <button type="button" class="button is-main" onClick={() => searchWith({ terms: [], filters: query.filters })}>
        <Icon name="alike" />
        Find more like these
      </button>
      <button type="button" class="button" onClick={() => searchWith(query)}>
        <Icon name="plus" />
        Add to the search
      </button>
      <button
        type="button"
        class="button"
        onClick={() => void copyText(paths, `The paths of ${countPhotos(chosen.length)} were copied.`)}
      >
        <Icon name="copy" />
        Copy paths
      </button>
      <button type="button" class="button" onClick={() => saveText('photos.txt', `${paths}\n`)}>
        <Icon name="download" />
        Save list
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label="Clear the selection"
        title="Clear the selection"
        onClick={onClear}
      >
        <Icon name="close" />
      </button>
    </section>
  );
}
