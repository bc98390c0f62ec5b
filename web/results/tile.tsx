import { useEffect, useRef, useState } from 'preact/hooks';
import type { Place } from '../frames/describe-frame.js';
import { PlaceBadge } from '../frames/place-badge.js';
import { TileFilm } from '../frames/tile-film.js';
import { TilePreview } from '../frames/tile-preview.js';
import { usePreview } from '../frames/use-preview.js';
import { useReasonWords } from '../language/reason-words.js';
import { formatNumber, t } from '../language/translate.js';
import { checkConnection, whenBack } from '../state/connection.js';
import { Icon } from '../ui/icon.js';
import { formatPercent } from '../ui/words.js';
import type { TileData } from './tile-data.js';
import { useLongPress } from './use-long-press.js';

/** The actions of a tile. */
export interface TileActions {
  open(tile: TileData): void;
  moreLike(tile: TileData): void;
  lessLike(tile: TileData): void;
  select(tile: TileData): void;
}

interface TileProps {
  tile: TileData;
  /** Of the photo, as an address. */
  address: string;
  place: { left: number; top: number; width: number; height: number };
  position: number;
  total: number;
  isActive: boolean;
  isSelected: boolean;
  /** Some photo is selected: a finger selects others by a tap. */
  isSelecting: boolean;
  /** Rows fly by: what is not there yet is not asked for. */
  isPassing: boolean;
  actions: TileActions;
}

const RETRY_MS = 1500;

/** Thumbnails that this page has shown: a tile that comes back into sight shows them at once, without fading in. */
const seen = new Set<string>();

export function Tile(props: TileProps) {
  const { tile, address, place, isActive, isSelected, actions } = props;
  const { left, top, width, height } = place;
  const percent = tile.relevance === null ? '' : t('tile.relevant', { percent: formatPercent(tile.relevance) });
  const why = useReasonWords(tile.reasons ?? []).join(' · ');
  const preview = usePreview(tile);
  const [shownPlace, setShownPlace] = useState<Place | null>(null);
  const press = useLongPress(() => actions.select(tile));
  const onClick = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.button !== 0) return;
    event.preventDefault();
    if (press.takeClick()) return;
    if (event.shiftKey || (props.isSelecting && press.wasTouched())) actions.select(tile);
    else actions.open(tile);
  };
  return (
    <li
      class={isSelected ? 'tile is-selected' : 'tile'}
      aria-setsize={props.total}
      aria-posinset={props.position}
      style={{ transform: `translate(${left}px, ${top}px)`, width: `${width}px`, height: `${height}px` }}
      {...preview.handlers}
    >
      <a
        class="tile-link"
        href={address}
        data-id={tile.id}
        tabIndex={isActive ? 0 : -1}
        title={tile.path}
        onClick={onClick}
        {...press.handlers}
      >
        <TileImage key={tile.thumbnail} tile={tile} place={place} isPassing={props.isPassing} />
        {preview.isShown &&
          (tile.isLive ? (
            <TileFilm id={tile.id} />
          ) : (
            <TilePreview tile={tile} edge={chooseEdge(tile, place)} onPlace={setShownPlace} />
          ))}
        <span class="hidden-text">
          {percent}
          {why !== '' && t('tile.why', { why })}
        </span>
        <PlaceBadge tile={tile} shown={shownPlace} width={width} />
        <span class="tile-caption" aria-hidden="true">
          {why !== '' && <span class="tile-why">{why}</span>}
          <span class="tile-name">{tile.name}</span>
          {tile.relevance !== null && <span class="tile-percent">{formatPercent(tile.relevance)}</span>}
        </span>
        {tile.relevance !== null && (
          <span class="tile-relevance" aria-hidden="true">
            <span style={{ width: `${Math.round(tile.relevance * 100)}%` }} />
          </span>
        )}
      </a>
      <TileBadge tile={tile} />
      <TileTools tile={tile} isSelected={isSelected} actions={actions} />
    </li>
  );
}

function TileImage({ tile, place, isPassing }: Pick<TileProps, 'tile' | 'place' | 'isPassing'>) {
  const wasSeen = seen.has(tile.thumbnail);
  const [state, setState] = useState<'waiting' | 'shown' | 'missing'>(wasSeen ? 'shown' : 'waiting');
  const [hasStored, setHasStored] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const timer = useRef(0);
  const [end] = useState(() => new AbortController());
  useEffect(
    () => () => {
      window.clearTimeout(timer.current);
      end.abort();
    },
    [],
  );
  if (isPassing && !wasSeen) return <span class="hidden-text">{tile.name}</span>;
  const onLoad = () => {
    seen.add(tile.thumbnail);
    setState('shown');
  };
  const edge = chooseEdge(tile, place);
  const onError = () => {
    // A server that is asked for much at a time refuses some of it for a moment.
    const again = () => setAttempt((before) => before + 1);
    if (attempt > 0) {
      setState('missing');
      whenBack(again, end.signal);
      checkConnection();
    } else timer.current = window.setTimeout(again, RETRY_MS);
  };
  return (
    <>
      {!wasSeen && state !== 'shown' && <TilePlaceholder tile={tile} edge={edge} onShown={() => setHasStored(true)} />}
      <img
        key={attempt}
        class={`tile-full is-${state}`}
        src={`${tile.thumbnail}&edge=${edge}`}
        alt={tile.name}
        decoding="async"
        onLoad={onLoad}
        onError={onError}
      />
      {state === 'missing' && !hasStored && <span class="tile-missing">{t('tile.missing')}</span>}
    </>
  );
}

/** A stored thumbnail mostly comes sooner than this: then no tiny one is asked for, whose request takes as long. */
const TINY_AFTER_MS = 150;

/**
 * Shown until the image is there: on a sharp screen the thumbnail that was stored when the photo was indexed, which is there without the original;
 * otherwise, after a moment, a tiny one.
 */
function TilePlaceholder({ tile, edge, onShown }: { tile: TileData; edge: number; onShown(): void }) {
  const [isDue, setIsDue] = useState(edge > STORED_EDGE);
  useEffect(() => {
    const timer = window.setTimeout(() => setIsDue(true), TINY_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, []);
  if (!isDue) return null;
  return edge > STORED_EDGE ? (
    <img class="tile-stored" src={`${tile.thumbnail}&edge=${STORED_EDGE}`} alt="" onLoad={onShown} />
  ) : (
    <img class="tile-tiny" src={`${tile.thumbnail}&edge=32`} alt="" />
  );
}

/** The edge of thumbnails that index runs store. */
const STORED_EDGE = 320;

/** The cached size whose pixels fill the box on this screen, or nearly so: the next one costs four times as much. */
function chooseEdge({ width, height }: TileData, box: { width: number; height: number }): number {
  const scale = Math.max(box.width / width, box.height / height) * Math.min(window.devicePixelRatio, 2);
  return Math.max(width, height) * scale <= 420 ? 320 : 640;
}

function TileBadge({ tile }: { tile: TileData }) {
  const { identical, copies, collapsed } = tile;
  if (identical) return <span class="badge">{t('tile.same')}</span>;
  if (copies > 1) return <span class="badge">{t('tile.copies', { count: copies })}</span>;
  return collapsed > 0 ? <span class="badge">{t('tile.alike', { number: formatNumber(collapsed) })}</span> : null;
}

function TileTools({ tile, isSelected, actions }: Pick<TileProps, 'tile' | 'isSelected' | 'actions'>) {
  return (
    <div class="tile-tools">
      <button
        type="button"
        class="tile-tool tile-select"
        tabIndex={-1}
        aria-pressed={isSelected}
        aria-label={t('tile.select', { name: tile.name })}
        title={t('tile.selectThis')}
        onClick={() => actions.select(tile)}
      >
        <Icon name="check" />
      </button>
      <button
        type="button"
        class="tile-tool"
        tabIndex={-1}
        aria-label={t('tile.more', { name: tile.name })}
        title={t('tile.moreThis')}
        onClick={() => actions.moreLike(tile)}
      >
        <Icon name="plus" />
      </button>
      <button
        type="button"
        class="tile-tool"
        tabIndex={-1}
        aria-label={t('tile.less', { name: tile.name })}
        title={t('tile.lessThis')}
        onClick={() => actions.lessLike(tile)}
      >
        <Icon name="minus" />
      </button>
    </div>
  );
}
