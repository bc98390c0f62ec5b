import { useEffect, useState } from 'preact/hooks';
import { getPhoto } from '../api/search.js';
import type { PhotoDetail } from '../api/types.js';
import { formatNumber, t } from '../language/translate.js';
import { LESS } from '../results/less.js';
import type { TileData } from '../results/tile-data.js';
import { getFileName } from '../results/tile-data.js';
import { findResultList } from '../results/use-result-list.js';
import { getPlace, go } from '../state/history.js';
import type { Route } from '../state/route.js';
import { copyText } from '../ui/clipboard.js';
import { Dialog } from '../ui/dialog.js';
import { Icon, type IconName } from '../ui/icon.js';
import { useAnswer } from '../ui/use-answer.js';
import { PhotoMetadata } from './photo-metadata.js';

interface LightboxProps {
  route: Route;
  id: number;
  onRefine: (id: number, weight: number) => void;
}

/** Closing is going back to where the photo was opened, so that "back" does not open it again. */
function close(): void {
  if (getPlace().state.canStepBack) history.back();
  else go({ photo: null }, { replace: true });
}

/** One photo, large, with what is known about it. Arrows lead through the results. */
export function Lightbox({ route, id, onRefine }: LightboxProps) {
  const { answer: photo, error } = useAnswer(String(id), (signal) => getPhoto(id, signal));
  const [showsMetadata, setShowsMetadata] = useState(() => window.innerWidth > 900);
  const list = findResultList(route);
  const tiles = list?.state.tiles ?? [];
  const index = tiles.findIndex((tile) => tile.id === id);
  const [before, after] = [tiles[index - 1], index < 0 ? undefined : tiles[index + 1]];
  const isCurrent = photo?.id === id;

  // The one after the last that is there is fetched in time.
  useEffect(() => {
    if (index >= 0 && index > tiles.length - 5 && list?.state.hasMore) void list.loadMore();
  }, [index]);

  const step = (tile: TileData | undefined) => {
    if (tile !== undefined) go({ photo: tile.id }, { replace: true });
  };
  const download = () => document.querySelector<HTMLAnchorElement>('#download')?.click();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const keys: Record<string, () => void> = {
      ArrowLeft: () => step(before),
      ArrowRight: () => step(after),
      m: () => onRefine(id, 1),
      l: () => onRefine(id, LESS),
      i: () => setShowsMetadata(!showsMetadata),
      d: download,
      c: () => reveal(photo),
    };
    const run = keys[event.key];
    if (run === undefined) return;
    event.preventDefault();
    run();
  };

  return (
    <Dialog
      class={showsMetadata ? 'lightbox shows-metadata' : 'lightbox'}
      label={t('photo.photo')}
      onClose={close}
      onKeyDown={onKeyDown}
    >
      <div class="stage">
        {error === '' ? (
          <LargeImage key={id} id={id} photo={isCurrent ? photo : undefined} tile={tiles[index]} />
        ) : (
          <p class="error">{error}</p>
        )}
        <div class="stage-top">
          <Tool icon="close" label={t('photo.close')} onClick={close} />
          <span class="stage-count">
            {index >= 0 &&
              t('photo.count', { position: formatNumber(index + 1), total: formatNumber(list?.state.total ?? 0) })}
          </span>
          <Tool icon="plus" label={t('tile.moreThis')} onClick={() => onRefine(id, 1)} />
          <Tool icon="minus" label={t('tile.lessThis')} onClick={() => onRefine(id, LESS)} />
          <Tool icon="reveal" label={t('photo.reveal')} onClick={() => reveal(photo)} />
          <a
            class="icon-button"
            id="download"
            href={`api/v1/photos/${id}/original`}
            download={photo === undefined ? '' : getFileName(photo.path)}
            aria-label={t('photo.download')}
            title={t('photo.download')}
          >
            <Icon name="download" />
          </a>
          <Tool
            icon="metadata"
            label={t('photo.metadataKey')}
            isPressed={showsMetadata}
            onClick={() => setShowsMetadata(!showsMetadata)}
          />
        </div>
        {before !== undefined && (
          <button
            type="button"
            class="stage-step is-before"
            aria-label={t('photo.before')}
            onClick={() => step(before)}
          >
            <Icon name="left" />
          </button>
        )}
        {after !== undefined && (
          <button type="button" class="stage-step is-after" aria-label={t('photo.after')} onClick={() => step(after)}>
            <Icon name="right" />
          </button>
        )}
      </div>
      {showsMetadata && (
        <aside class="side" aria-label={t('photo.metadata')}>
          {photo !== undefined && <PhotoMetadata key={photo.id} photo={photo} route={route} />}
        </aside>
      )}
    </Dialog>
  );
}

/** A page cannot open a file manager: the folder's path is copied, to be pasted into one. */
function reveal(photo: PhotoDetail | undefined): void {
  if (photo === undefined) return;
  const folder = photo.path.slice(0, -getFileName(photo.path).length - 1);
  void copyText(folder, t('photo.revealed', { folder }));
}

function Tool(props: { icon: IconName; label: string; isPressed?: boolean; onClick: () => void }) {
  const { icon, label, isPressed, onClick } = props;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      aria-pressed={isPressed}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

/** The image of the grid is shown until the large one has loaded. */
function LargeImage({ id, photo, tile }: { id: number; photo: PhotoDetail | undefined; tile: TileData | undefined }) {
  const [isLoaded, setLoaded] = useState(false);
  const known = photo ?? tile;
  const thumbnail = photo?.links.thumbnail ?? tile?.thumbnail;
  if (known === undefined || thumbnail === undefined) return null;
  const name = photo === undefined ? (tile?.name ?? '') : getFileName(photo.path);
  const { width, height } = known;
  const edge = Math.max(window.innerWidth, window.innerHeight) * window.devicePixelRatio > 1400 ? 2048 : 1280;
  return (
    // The box has the shape of the photo before a single byte of it has come.
    <div class="stage-image" style={{ aspectRatio: `${width} / ${height}`, '--shape': String(width / height) }}>
      {!isLoaded && <img class="stage-small" src={`${thumbnail}&edge=640`} alt="" />}
      <img
        class={isLoaded ? 'stage-large is-shown' : 'stage-large'}
        src={`${thumbnail}&edge=${edge}`}
        alt={name}
        data-id={id}
        onLoad={() => setLoaded(true)}
      />
    </div>
  );
}
