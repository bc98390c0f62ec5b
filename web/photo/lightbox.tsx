import { useEffect, useRef, useState } from 'preact/hooks';
import { getPhoto } from '../api/search.js';
import type { PhotoDetail } from '../api/types.js';
import { formatNumber, t } from '../language/translate.js';
import { printQuery } from '../query/query-text.js';
import type { Query } from '../query/types.js';
import { LESS } from '../results/less.js';
import type { TileData } from '../results/tile-data.js';
import { getFileName } from '../results/tile-data.js';
import { findResultList } from '../results/use-result-list.js';
import { sharePhotos } from '../share/share-photos.js';
import { getPlace, go } from '../state/history.js';
import { useHasFaces } from '../state/library-status.js';
import type { Route } from '../state/route.js';
import type { PhotoPart } from '../state/uploads.js';
import { copyText } from '../ui/clipboard.js';
import { Dialog } from '../ui/dialog.js';
import { Icon } from '../ui/icon.js';
import { Suspend } from '../ui/suspend.js';
import { useAnswer } from '../ui/use-answer.js';
import { formatPercent } from '../ui/words.js';
import { chooseShownAs } from './open-file.js';
import type { MarkedThings } from './picture-things.js';
import { SidePanel } from './side-panel.js';
import { ContentStage } from './stage/content-stage.js';
import { PartLayer } from './stage/part-layer.js';
import { ReasonLine } from './stage/reason-line.js';
import { ReasonMarks } from './stage/reason-marks.js';
import { isKeyOf, type StageKeys } from './stage/stage-keys.js';
import { ThingMarks } from './stage/thing-marks.js';
import type { ZoomState } from './stage/use-zoom.js';
import { WhereOverlay } from './stage/where-overlay.js';
import { Tool, Toolbar } from './toolbar.js';

interface LightboxProps {
  route: Route;
  id: number;
  onRefine: (id: number, weight: number) => void;
  /** Searches with a part of the photo. */
  onPart: (file: File, part: PhotoPart | undefined) => void;
}

/** A key zooms by this factor, and moves by this many pixels. */
const ZOOM_STEP = 1.5;
const PAN_PIXELS = 120;

/** Closing is going back to where the photo was opened, so that "back" does not open it again. */
function close(): void {
  if (getPlace().state.canStepBack) history.back();
  else go({ photo: null }, { replace: true });
}

/** One photo, large, with what is known about it. Arrows and swipes lead through the results, or over a zoomed photo. */
export function Lightbox({ route, id, onRefine, onPart }: LightboxProps) {
  const isId = Number.isSafeInteger(id) && id > 0;
  const { answer, error: failure, isLoading } = useAnswer(isId ? String(id) : null, (signal) => getPhoto(id, signal));
  const error = isId ? failure : t('photo.noId');
  const [showsMetadata, setShowsMetadata] = useState(() => window.innerWidth > 900);
  const [showsWhere, setShowsWhere] = useState(false);
  const [showsFaces, setShowsFaces] = useState(false);
  const [isCutting, setCutting] = useState(false);
  const [marked, setMarked] = useState<MarkedThings>();
  const [showsMarks, setShowsMarks] = useState(true);
  const [scale, setScale] = useState(0);
  const zoom = useRef<ZoomState | undefined>(undefined);
  const stageKeys = useRef<StageKeys>({});
  const list = findResultList(route);
  const tiles = list?.state.tiles ?? [];
  const index = tiles.findIndex((tile) => tile.id === id);
  const tile = tiles[index];
  const [before, after] = [tiles[index - 1], index < 0 ? undefined : tiles[index + 1]];
  const photo = answer?.id === id ? answer : undefined;
  const shownAs = chooseShownAs({ id, photo, tile });
  const isThere = photo !== undefined || tile !== undefined;
  const isImage = shownAs === 'image' || shownAs === 'document';
  const q = isImage ? printWords(route.query) : '';
  const toggleWhere = () => setShowsWhere(!showsWhere);
  const hasFaces = useHasFaces() && isImage;
  const toggleFaces = () => setShowsFaces(!showsFaces);
  const toggleCutting = () => setCutting(!isCutting);
  const { reasons = [] } = tile ?? {};
  const reasonsHere = shownAs === 'image' ? reasons.filter(({ frame, boxes }) => frame === 0 && boxes.length > 0) : [];
  const toggleMarks = () => setShowsMarks(!showsMarks);

  // The one after the last that is there is fetched in time.
  useEffect(() => {
    if (index >= 0 && index > tiles.length - 5 && list?.state.hasMore) void list.loadMore();
  }, [index]);

  const step = (to: TileData | undefined) => {
    if (to !== undefined) go({ photo: to.id }, { replace: true });
  };
  const stepOrPan = (x: number, y: number, to?: TileData) => {
    if (!zoom.current?.pan({ x: x * PAN_PIXELS, y: y * PAN_PIXELS })) step(to);
  };
  const name = photo === undefined ? (tile?.name ?? '') : getFileName(photo.path);
  const share = () => void sharePhotos([{ id, name, kind: photo?.kind ?? tile?.kind ?? 'image' }]);
  const download = () => document.querySelector<HTMLAnchorElement>('#download')?.click();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isKeyOf(event.target as HTMLElement, event.key)) return;
    const { toggle, step: stepFrame } = stageKeys.current;
    const keys: Record<string, () => void> = {
      ArrowLeft: () => stepOrPan(1, 0, before),
      ArrowRight: () => stepOrPan(-1, 0, after),
      ArrowUp: () => stepOrPan(0, 1),
      ArrowDown: () => stepOrPan(0, -1),
      PageUp: () => (stepFrame === undefined ? step(before) : stepFrame(-1)),
      PageDown: () => (stepFrame === undefined ? step(after) : stepFrame(1)),
      ...(toggle === undefined ? {} : { ' ': toggle }),
      '+': () => zoom.current?.zoomBy(ZOOM_STEP),
      '=': () => zoom.current?.zoomBy(ZOOM_STEP),
      '-': () => zoom.current?.zoomBy(1 / ZOOM_STEP),
      '0': () => zoom.current?.reset(),
      z: () => zoom.current?.toggle(),
      m: () => onRefine(id, 1),
      l: () => onRefine(id, LESS),
      i: () => setShowsMetadata(!showsMetadata),
      d: download,
      c: () => reveal(photo),
      s: share,
      ...(q === '' ? {} : { w: toggleWhere }),
      ...(reasonsHere.length > 0 ? { b: toggleMarks } : {}),
      ...(hasFaces ? { f: toggleFaces } : {}),
      ...(isImage ? { p: toggleCutting } : {}),
      ...(isCutting ? { Escape: toggleCutting } : {}),
    };
    const run = isThere ? keys[event.key] : undefined;
    if (run === undefined) return;
    event.preventDefault();
    run();
  };
  const showsSide = showsMetadata && isThere;

  return (
    <Dialog
      class={showsSide ? 'lightbox shows-metadata' : 'lightbox'}
      label={t('photo.photo')}
      onClose={close}
      onKeyDown={onKeyDown}
    >
      <ContentStage
        key={id}
        file={{ id, photo, tile }}
        keysRef={stageKeys}
        zoomRef={zoom}
        onZoom={setScale}
        over={(image) => (
          <>
            {showsMarks && image.frame === null && !(showsWhere && q !== '') && marked?.id !== id && (
              <ReasonMarks reasons={reasonsHere} />
            )}
            {showsWhere && q !== '' && <WhereOverlay id={id} frame={image.frame} q={q} />}
            {marked?.id === id && <ThingMarks {...marked} />}
            {showsFaces && hasFaces && (
              <Suspend load={() => import('../people/face-layer.js')}>
                {({ FaceLayer }) => <FaceLayer id={id} frame={image.frame} />}
              </Suspend>
            )}
            {isCutting && <PartLayer image={image} onPart={onPart} />}
          </>
        )}
        onSwipe={(swipe) => (swipe === 'down' ? close() : step(swipe === 'left' ? after : before))}
      >
        {!isThere && error !== '' && (
          <div class="stage-message" role="alert">
            <p>{error}</p>
            <button type="button" class="button" onClick={close}>
              {t('photo.back')}
            </button>
          </div>
        )}
        <div class="stage-top">
          <Tool icon="close" name={t('help.close')} label={t('photo.close')} onClick={close} />
          <span class="stage-count">
            {index >= 0 &&
              t('photo.count', { position: formatNumber(index + 1), total: formatNumber(list?.state.total ?? 0) })}
            {scale > 0 && <span class="stage-scale">{formatPercent(scale)}</span>}
            <ReasonLine
              reasons={reasons}
              showsMarks={reasonsHere.length > 0 ? showsMarks : undefined}
              onMarks={toggleMarks}
            />
          </span>
          {isThere && (
            <Toolbar
              id={id}
              photo={photo}
              canZoom={isImage}
              isZoomed={scale > 0}
              showsWhere={q === '' ? undefined : showsWhere}
              showsFaces={hasFaces ? showsFaces : undefined}
              isCutting={isImage ? isCutting : undefined}
              onWhere={toggleWhere}
              onFaces={toggleFaces}
              onCut={toggleCutting}
              showsMetadata={showsMetadata}
              onZoom={() => zoom.current?.toggle()}
              onRefine={onRefine}
              onReveal={() => reveal(photo)}
              onShare={share}
              onMetadata={() => setShowsMetadata(!showsMetadata)}
            />
          )}
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
      </ContentStage>
      {showsSide && (
        <aside class="side" aria-label={t('photo.metadata')}>
          <SidePanel
            shown={isLoading ? answer : photo}
            marked={marked}
            onMark={setMarked}
            tile={tile}
            error={error}
            route={route}
          />
        </aside>
      )}
    </Dialog>
  );
}

/** The words of a query that have a place in a picture. */
function printWords({ terms }: Query): string {
  return printQuery({ terms: terms.filter(({ kind, weight }) => kind === 'text' && weight > 0), filters: [] });
}

/** A page cannot open a file manager: the folder's path is copied, to be pasted into one. */
function reveal(photo: PhotoDetail | undefined): void {
  if (photo === undefined) return;
  const folder = photo.path.slice(0, -getFileName(photo.path).length - 1);
  void copyText(folder, t('photo.revealed', { folder }));
}
