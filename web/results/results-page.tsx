import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ContentKind } from '../../src/model/content-kind.js';
import { type KindCounts, tallyKinds } from '../../src/model/count-kinds.js';
import type { Facets } from '../api/types.js';
import { t } from '../language/translate.js';
import { EmptyLibrary } from '../library/empty-library.js';
import { FacetBar } from '../narrow/facet-bar.js';
import { useFacets } from '../narrow/use-facets.js';
import { useLastPhoto } from '../photo/last-photo.js';
import type { Query } from '../query/types.js';
import { getPlace, getScrolled, go } from '../state/history.js';
import { makeAddress, type Route } from '../state/route.js';
import { AnswerHeader } from './answer-header.js';
import { CutOff } from './cut-off.js';
import { LESS } from './less.js';
import { PhotoGrid } from './photo-grid.js';
import type { ListState } from './result-list.js';
import { SelectionBar } from './selection-bar.js';
import type { TileActions } from './tile.js';
import { getResultList, useResultList } from './use-result-list.js';

interface ResultsPageProps {
  route: Route;
  /** The history entry. */
  entry: string;
  onSearch: (query: Query) => void;
  onRefine: (id: number, weight: number) => void;
}

/** As many as the server takes at a time. */
const MAX_SELECTED = 10_000;

/** The answer to a query. */
export function ResultsPage({ route, entry, onSearch, onRefine }: ResultsPageProps) {
  const list = getResultList(route);
  useResultList(list);
  const { state } = list;
  const facets = useFacets(route.query, route.all, state.isAnswered);
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const coveredTop = useCoveredTop();
  const returnTo = useLastPhoto(route.photo);

  // A new entry begins at the top; the grid goes to where one was left that is come back to, once it is as high again.
  useLayoutEffect(() => window.scrollTo(0, 0), []);

  const actions = useMemo<TileActions>(
    () => ({
      open: ({ id }) => go({ photo: id }, { canStepBack: true }),
      moreLike: ({ id }) => onRefine(id, 1),
      lessLike: ({ id }) => onRefine(id, LESS),
      select: ({ id }) => setSelected((before) => toggle(before, id)),
    }),
    [onRefine],
  );
  const hasSelection = selected.size > 0;
  useEffect(() => {
    if (!hasSelection) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const isElsewhere = event.defaultPrevented || document.querySelector('dialog[open]') !== null;
      if (event.key === 'Escape' && !isElsewhere) setSelected(new Set());
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [hasSelection]);
  const selectAll = async () => {
    await list.loadAll(MAX_SELECTED);
    setSelected(new Set(list.state.tiles.slice(0, MAX_SELECTED).map(({ id }) => id)));
  };
  const selectAllRef = useRef(selectAll);
  selectAllRef.current = selectAll;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'a' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      const isElsewhere = (event.target as HTMLElement).closest('input, textarea, select, dialog') !== null;
      if (isElsewhere || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      void selectAllRef.current();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  const loadMore = useCallback(() => void list.loadMore(), [list]);
  const makePhotoAddress = useCallback((id: number) => makeAddress({ ...getPlace().route, photo: id }), []);

  if (state.isLibraryEmpty) return <EmptyLibrary />;
  return (
    <section class="answer" aria-label={t('results.results')}>
      <AnswerHeader
        route={route}
        state={state}
        kinds={countShown(state, facets)}
        onRetry={loadMore}
        onSearch={onSearch}
      >
        {facets !== undefined && <FacetBar query={route.query} facets={facets} onSearch={onSearch} />}
      </AnswerHeader>
      <PhotoGrid
        list={state}
        loadMore={loadMore}
        selected={selected}
        makeAddress={makePhotoAddress}
        actions={actions}
        returnTo={returnTo}
        coveredTop={coveredTop}
        startAt={getScrolled(entry)}
      />
      <CutOff route={route} state={state} />
      <SelectionBar
        selected={selected}
        tiles={state.tiles}
        total={Math.min(state.total, MAX_SELECTED)}
        query={route.query}
        onSearch={onSearch}
        onSelectAll={() => void selectAll()}
        onClear={() => setSelected(new Set())}
      />
    </section>
  );
}

const KIND_OF_FACET: Record<string, ContentKind> = {
  photo: 'image',
  video: 'video',
  document: 'document',
  model: 'model',
};

/** The kinds of all that was found, or of what is known of it: the first tiles come before the counts. */
function countShown({ tiles, totalPhotos }: ListState, facets: Facets | undefined): KindCounts {
  // Older servers count no kinds.
  const { kinds = [] }: Partial<Facets> = facets ?? {};
  if (tiles.length === totalPhotos || kinds.length === 0) return tallyKinds(tiles);
  return Object.fromEntries(kinds.map(({ label, count }) => [KIND_OF_FACET[label] ?? 'image', count]));
}

function toggle(set: ReadonlySet<number>, id: number): ReadonlySet<number> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** Height of the bar, which covers the top of the window. */
function useCoveredTop(): number {
  const [height, setHeight] = useState(72);
  useLayoutEffect(() => {
    const bar = document.getElementById('bar');
    if (bar === null) return;
    const observer = new ResizeObserver(() => setHeight(bar.offsetHeight));
    observer.observe(bar);
    return () => observer.disconnect();
  }, []);
  return height;
}
