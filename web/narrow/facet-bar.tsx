import { useState } from 'preact/hooks';
import type { FacetCount, Facets } from '../api/types.js';
import { useThingNames } from '../language/thing-names.js';
import { formatNumber, type TextKey, t } from '../language/translate.js';
import { hasFilters, toggleFilters } from '../query/edit-query.js';
import { readFilters } from '../query/query-text.js';
import type { Query } from '../query/types.js';
import { Icon, type IconName } from '../ui/icon.js';
import { Menu } from '../ui/menu.js';
import { FolderMenu } from './folder-menu.js';
import { Timeline } from './timeline.js';

interface FacetBarProps {
  query: Query;
  facets: Facets;
  onSearch: (query: Query) => void;
}

/** Ways to narrow what was found: a timeline, and menus of places, people, cameras, folders, things and tags with their counts. */
export function FacetBar({ query, facets, onSearch }: FacetBarProps) {
  const toggle = (facet: FacetCount) => onSearch(toggleFilters(query, readFilters(facet)));
  const has = (facet: FacetCount) => hasFilters(query, readFilters(facet));
  const kinds = nameKinds(facets, has);
  const things = useThings(facets);
  return (
    <div class="narrow">
      <div class="facets">
        <FacetMenu icon="kinds" kind="kind" counts={kinds} has={has} onToggle={toggle} />
        <FacetMenu
          icon="calendar"
          kind="year"
          counts={[...facets.years, ...nameUndated(facets)]}
          has={has}
          onToggle={toggle}
        />
        <FacetMenu
          icon="place"
          kind="place"
          counts={[...facets.countries, ...facets.cities]}
          has={has}
          onToggle={toggle}
        />
        {/* Older servers count none. */}
        <FacetMenu icon="person" kind="person" counts={facets.people ?? []} has={has} onToggle={toggle} />
        <FacetMenu icon="camera" kind="camera" counts={facets.cameras} has={has} onToggle={toggle} />
        <FolderMenu query={query} facets={facets} onSearch={onSearch}>
          {(choose) => <FacetList kind="folder" counts={facets.folders} has={has} onToggle={choose} />}
        </FolderMenu>
        <FacetMenu icon="cube" kind="thing" counts={things} has={has} onToggle={toggle} />
        <FacetMenu icon="tag" kind="tag" counts={joinTags(facets)} has={has} onToggle={toggle} />
      </div>
      <Timeline facets={facets} has={has} onToggle={toggle} />
    </div>
  );
}

/** Tags that were guessed and keywords that people wrote, the most frequent first. */
function joinTags({ tags, keywords }: Facets): FacetCount[] {
  return [...tags, ...keywords].sort((one, other) => other.count - one.count);
}

const KIND_TEXTS: Record<string, TextKey> = {
  photo: 'kinds.photos',
  video: 'kinds.videos',
  document: 'kinds.documents',
  model: 'kinds.models',
};

/** Kinds in the reader's language; the one that is asked for alone stays, so that it can be taken back. Older servers count none. */
function nameKinds({ kinds = [] }: Partial<Facets>, has: (facet: FacetCount) => boolean): FacetCount[] {
  const named = kinds.map((facet) => ({ ...facet, label: t(KIND_TEXTS[facet.label] ?? 'kinds.photos') }));
  return named.length > 1 || named.some(has) ? named : [];
}

/** Things that were found, in the reader's language. Older servers count none. */
function useThings({ objects = [] }: Partial<Facets>): FacetCount[] {
  const nameThing = useThingNames(objects.length > 0);
  return objects.map((facet) => ({ ...facet, label: nameThing(facet.label) }));
}

/** The facet of photos without a date, in the reader's language. */
function nameUndated({ undated }: Facets): FacetCount[] {
  return undated.map((facet) => ({ ...facet, label: t('facet.undated') }));
}

interface FacetMenuProps {
  icon: IconName;
  kind: 'kind' | 'year' | 'place' | 'person' | 'camera' | 'folder' | 'thing' | 'tag';
  counts: readonly FacetCount[];
  has: (facet: FacetCount) => boolean;
  onToggle: (facet: FacetCount) => void;
}

/** Longer lists get a box to filter them. */
const LONG = 12;

function FacetMenu({ icon, kind, counts, has, onToggle }: FacetMenuProps) {
  const active = counts.filter(has).length;
  if (counts.length === 0) return null;
  return (
    <Menu
      buttonClass={`button facet-button is-${kind}${active > 0 ? ' is-active' : ''}`}
      button={
        <>
          <Icon name={icon} />
          <span>{t(`facet.${kind}`)}</span>
        </>
      }
    >
      {(close) => (
        <FacetList
          kind={kind}
          counts={counts}
          has={has}
          onToggle={(facet) => {
            close();
            onToggle(facet);
          }}
        />
      )}
    </Menu>
  );
}

function FacetList({ kind, counts, has, onToggle }: Omit<FacetMenuProps, 'icon'>) {
  const name = t(`facet.${kind}`);
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLowerCase();
  const shown = counts.filter(({ label }) => label.toLowerCase().includes(wanted)).slice(0, 200);
  const most = Math.max(...counts.map(({ count }) => count));
  return (
    <>
      {counts.length > LONG && (
        <input
          type="search"
          class="facet-search"
          aria-label={t('facet.look', { name })}
          placeholder={t('facet.lookFor')}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <ul class="facet-list" aria-label={name}>
        {shown.map((facet) => (
          <li key={facet.filter}>
            <button type="button" class="facet" aria-pressed={has(facet)} onClick={() => onToggle(facet)}>
              <span class="facet-share" style={{ width: `${Math.round((facet.count / most) * 100)}%` }} />
              <span class="facet-label">{facet.label}</span>
              <span class="facet-count">{formatNumber(facet.count)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
