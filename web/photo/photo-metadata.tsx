import type { ComponentChildren } from 'preact';
import { getNeighbours } from '../api/search.js';
import type { PhotoDetail } from '../api/types.js';
import { EMPTY_QUERY } from '../query/types.js';
import { getFileName } from '../results/tile-data.js';
import { go } from '../state/history.js';
import { HOME, type Route } from '../state/route.js';
import { copyText } from '../ui/clipboard.js';
import { Icon, type IconName } from '../ui/icon.js';
import { Link } from '../ui/link.js';
import { Suspend } from '../ui/suspend.js';
import { useAnswer } from '../ui/use-answer.js';
import { formatBytes } from '../ui/words.js';
import { describeCamera, describeExposure, describeMoment, describePlace, describePosition } from './describe.js';

/** What is known about a photo, and where it leads. */
export function PhotoMetadata({ photo, route }: { photo: PhotoDetail; route: Route }) {
  const { metadata } = photo;
  const moment = metadata === null ? null : describeMoment(metadata.takenAt);
  return (
    <div class="metadata">
      <h2 class="metadata-name">{metadata?.title ?? getFileName(photo.path)}</h2>
      {metadata?.description && <p class="metadata-description">{metadata.description}</p>}
      <dl class="metadata-list">
        {moment !== null && (
          <Fact icon="calendar" name="Taken">
            {moment.date}
            {moment.note !== '' && <small>{moment.note}</small>}
          </Fact>
        )}
        {metadata !== null && (
          <>
            <Fact icon="place" name="Place">
              {describePlace(metadata)}
            </Fact>
            <Fact icon="camera" name="Camera">
              {describeCamera(metadata)}
              {describeExposure(metadata) !== '' && <small>{describeExposure(metadata)}</small>}
            </Fact>
          </>
        )}
        <Fact icon="picture" name="Picture">
          {photo.width} × {photo.height}
          <small>
            {photo.format.toUpperCase()} · {formatBytes(photo.sizeBytes)}
          </small>
        </Fact>
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
      <Words photo={photo} />
      <Paths photo={photo} />
      <Neighbours photo={photo} route={route} />
    </div>
  );
}

function Fact({ icon, name, children }: { icon: IconName; name: string; children: ComponentChildren }) {
  const isEmpty = Array.isArray(children)
    ? children.every((child) => child === '' || child === false)
    : children === '';
  if (isEmpty) return null;
  return (
    <div class="fact">
      <dt>
        <Icon name={icon} />
        <span class="hidden-text">{name}</span>
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A tag as a filter of the query language. */
function makeFilter(field: string, value: string): string {
  return `${field}:${/[\s"]/.test(value) ? `"${value.replaceAll('"', '\\"')}"` : value}`;
}

/** Tags, keywords and people: each leads to all photos that have it. */
function Words({ photo }: { photo: PhotoDetail }) {
  const words = [
    ...(photo.metadata?.people ?? []).map((name) => ({ name, filter: makeFilter('person', name) })),
    ...(photo.metadata?.keywords ?? []).map((name) => ({ name, filter: makeFilter('keyword', name) })),
    ...(photo.tags ?? []).map(({ name }) => ({ name, filter: makeFilter('tag', name) })),
  ].slice(0, 24);
  if (words.length === 0) return null;
  return (
    <ul class="metadata-tags" aria-label="Tags">
      {words.map(({ name, filter }) => (
        <li key={filter}>
          <Link class="tag" to={{ ...HOME, query: { ...EMPTY_QUERY, filters: [{ text: filter, negated: false }] } }}>
            {name}
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
            aria-label={`Copy the path ${path}`}
            title="Copy the path"
            onClick={() => void copyText(path, 'The path was copied.')}
          >
            <Icon name="copy" />
          </button>
        </p>
      ))}
      {paths.length > MAX_PATHS && <p class="path">and {paths.length - MAX_PATHS} more copies</p>}
    </div>
  );
}

/** The photos that look most like this one: a click goes on to one of them. */
function Neighbours({ photo, route }: { photo: PhotoDetail; route: Route }) {
  const { answer } = useAnswer(String(photo.id), (signal) => getNeighbours(photo.id, signal));
  const neighbours = answer?.results ?? [];
  return (
    <section class="neighbours" aria-label="Photos that look like it">
      <h3>Looks like it</h3>
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
        <Link
          class="button"
          to={{ ...HOME, query: { ...EMPTY_QUERY, terms: [{ kind: 'id', value: photo.id, weight: 1 }] } }}
        >
          Show all
        </Link>
      )}
    </section>
  );
}
