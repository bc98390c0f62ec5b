import type { ComponentChildren } from 'preact';
import { getNeighbours } from '../api/search.js';
import type { PhotoDetail } from '../api/types.js';
import { t } from '../language/translate.js';
import { toIdTerm } from '../query/edit-query.js';
import { printFilter } from '../query/query-text.js';
import { EMPTY_QUERY, type Filter } from '../query/types.js';
import { getFileName } from '../results/tile-data.js';
import { go } from '../state/history.js';
import { useHasFaces } from '../state/library-status.js';
import { HOME, type Route } from '../state/route.js';
import { copyText } from '../ui/clipboard.js';
import { Icon, type IconName } from '../ui/icon.js';
import { Link } from '../ui/link.js';
import { Suspend } from '../ui/suspend.js';
import { useAnswer } from '../ui/use-answer.js';
import { formatBytes } from '../ui/words.js';
import {
  describeCamera,
  describeExposure,
  describeMedia,
  describeMoment,
  describePlace,
  describePosition,
} from './describe.js';
import { PictureRegions } from './picture-regions.js';
import type { MarkedThings } from './picture-things.js';

const DEFECT_TEXTS = { truncated: 'photo.truncated', 'missing-pages': 'photo.missingPages' } as const;

interface PhotoMetadataProps {
  photo: PhotoDetail;
  route: Route;
  /** Things that are marked in the picture. */
  marked: MarkedThings | undefined;
  onMark: (marked: MarkedThings | undefined) => void;
}

/** The metadata of a photo, with links to similar photos. */
export function PhotoMetadata({ photo, route, marked, onMark }: PhotoMetadataProps) {
  const { metadata } = photo;
  const hasFaces = useHasFaces();
  const moment = metadata === null ? null : describeMoment(metadata.takenAt);
  return (
    <div class="metadata">
      <h2 class="metadata-name">{metadata?.title ?? getFileName(photo.path)}</h2>
      {metadata?.description && <p class="metadata-description">{metadata.description}</p>}
      <dl class="metadata-list">
        {moment !== null && (
          <Property icon="calendar" name={t('photo.taken')}>
            {moment.date}
            {moment.note !== '' && <small>{moment.note}</small>}
          </Property>
        )}
        {metadata !== null && (
          <>
            <Property icon="place" name={t('facet.place')}>
              {describePlace(metadata)}
            </Property>
            <Property icon="camera" name={t('facet.camera')}>
              {describeCamera(metadata)}
              {describeExposure(metadata) !== '' && <small>{describeExposure(metadata)}</small>}
            </Property>
          </>
        )}
        <Property icon="play" name={t('photo.film')}>
          {metadata === null ? '' : describeMedia(metadata)}
        </Property>
        <Property icon="picture" name={t('photo.image')}>
          {photo.width} × {photo.height}
          <small>
            {photo.format.toUpperCase()} · {formatBytes(photo.sizeBytes)}
            {photo.defect !== undefined && t(DEFECT_TEXTS[photo.defect])}
          </small>
        </Property>
      </dl>
      {metadata?.gps && (
        <figure class="metadata-map">
          <Suspend load={() => import('./world-map.js')}>
            {({ WorldMap }) => (
              <WorldMap latitude={metadata.gps?.latitude ?? 0} longitude={metadata.gps?.longitude ?? 0} />
            )}
          </Suspend>
          <figcaption>{describePosition(metadata.gps)}</figcaption>
        </figure>
      )}
      {hasFaces && (
        <Suspend load={() => import('../people/photo-people.js')}>
          {({ PhotoPeople }) => <PhotoPeople id={photo.id} />}
        </Suspend>
      )}
      <Tags photo={photo} />
      <PictureRegions id={photo.id} marked={marked} onMark={onMark} />
      <Paths photo={photo} />
      <Neighbours photo={photo} route={route} />
    </div>
  );
}

function Property({ icon, name, children }: { icon: IconName; name: string; children: ComponentChildren }) {
  const isEmpty = Array.isArray(children)
    ? children.every((child) => child === '' || child === false)
    : children === '';
  if (isEmpty) return null;
  return (
    <div class="property">
      <dt>
        <Icon name={icon} />
        <span class="hidden-text">{name}</span>
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

function toFilter(name: Filter['name'], value: string): Filter {
  return { name, value, negated: false };
}

/** Tags, keywords and people: each links to all photos that have it. */
function Tags({ photo }: { photo: PhotoDetail }) {
  const tags: Filter[] = [
    ...(photo.metadata?.people ?? []).map((value) => toFilter('person', value)),
    ...(photo.metadata?.keywords ?? []).map((value) => toFilter('keyword', value)),
    ...(photo.tags ?? []).map(({ name }) => toFilter('tag', name)),
  ].slice(0, 24);
  if (tags.length === 0) return null;
  return (
    <ul class="metadata-tags" aria-label={t('photo.tags')}>
      {tags.map((filter) => (
        <li key={printFilter(filter)}>
          <Link class="tag" to={{ ...HOME, query: { ...EMPTY_QUERY, filters: [filter] } }}>
            {filter.value}
          </Link>
        </li>
      ))}
    </ul>
  );
}

const MAX_PATHS = 4;

function Paths({ photo }: { photo: PhotoDetail }) {
  const paths = [photo.path, ...photo.otherPaths];
  return (
    <div class="metadata-paths">
      {paths.slice(0, MAX_PATHS).map((path) => (
        <p class="path" key={path}>
          <span>{path}</span>
          <button
            type="button"
            class="icon-button"
            aria-label={t('photo.copyPathOf', { path })}
            title={t('photo.copyPath')}
            onClick={() => void copyText(path, t('photo.pathCopied'))}
          >
            <Icon name="copy" />
          </button>
        </p>
      ))}
      {paths.length > MAX_PATHS && <p class="path">{t('photo.moreCopies', { count: paths.length - MAX_PATHS })}</p>}
    </div>
  );
}

/** The photos that look most like this one: a click goes on to one of them. */
function Neighbours({ photo, route }: { photo: PhotoDetail; route: Route }) {
  const { answer } = useAnswer(String(photo.id), (signal) => getNeighbours(photo.id, signal));
  // Another file with the bytes of this photo is this photo.
  const neighbours = (answer?.results ?? []).filter(({ id }) => id !== photo.id);
  return (
    <section class="neighbours" aria-label={t('photo.similar')}>
      <h3>{t('photo.looksLike')}</h3>
      <ul>
        {neighbours.slice(0, 9).map((neighbour) => (
          <li key={neighbour.id}>
            <button
              type="button"
              class="neighbour"
              title={neighbour.path}
              onClick={() => go({ ...route, photo: neighbour.id }, { canStepBack: true })}
            >
              <img src={`${neighbour.links.thumbnail}&edge=320`} alt={getFileName(neighbour.path)} loading="lazy" />
            </button>
          </li>
        ))}
      </ul>
      {neighbours.length > 0 && (
        <Link class="button" to={{ ...HOME, query: { ...EMPTY_QUERY, terms: [toIdTerm(photo.id, 1)] } }}>
          {t('photo.showAll')}
        </Link>
      )}
    </section>
  );
}
