import type { ComponentChildren } from 'preact';
import type { FacetCount, Facets } from '../api/types.js';
import { t } from '../language/translate.js';
import { addFilter } from '../query/edit-query.js';
import { readFilters } from '../query/query-text.js';
import type { Query } from '../query/types.js';
import { Icon } from '../ui/icon.js';
import { Menu } from '../ui/menu.js';

interface FolderMenuProps {
  query: Query;
  facets: Facets;
  onSearch: (query: Query) => void;
  /** The list of folders; `choose` goes into one. */
  children: (choose: (facet: FacetCount) => void) => ComponentChildren;
}

/** Folders, from where those of the photos part: the way down to there, each step of which leads back up, and the folders below. */
export function FolderMenu({ query, facets: { folders, folderPath }, onSearch, children }: FolderMenuProps) {
  const isNarrowed = query.filters.some(isFolder);
  if (folders.length === 0 && folderPath.length < 2) return null;
  const goInto = (facet: FacetCount | undefined) => onSearch(replaceFolder(query, facet));
  return (
    <Menu
      buttonClass={`button facet-button is-folder${isNarrowed ? ' is-active' : ''}`}
      button={
        <>
          <Icon name="folder" />
          <span>{t('facet.folder')}</span>
        </>
      }
    >
      {(close) => {
        const choose = (facet: FacetCount | undefined) => {
          close();
          goInto(facet);
        };
        return (
          <>
            {folderPath.length > 0 && (
              <ol class="crumbs" aria-label={t('facet.path')}>
                {folderPath.map((facet, step) => (
                  <li key={facet.filter}>
                    {step === folderPath.length - 1 ? (
                      <span aria-current="true">{facet.label}</span>
                    ) : (
                      // All photos lie below the first.
                      <button type="button" class="crumb" onClick={() => choose(step === 0 ? undefined : facet)}>
                        {facet.label}
                      </button>
                    )}
                  </li>
                ))}
              </ol>
            )}
            {folders.length > 0 && children(choose)}
          </>
        );
      }}
    </Menu>
  );
}

const isFolder = ({ name, negated }: Query['filters'][number]) => name === 'in' && !negated;

/** A photo lies in one folder: the one that is chosen takes the place of the one before. */
function replaceFolder(query: Query, facet: FacetCount | undefined): Query {
  const without = { ...query, filters: query.filters.filter((filter) => !isFolder(filter)) };
  return facet === undefined ? without : readFilters(facet).reduce(addFilter, without);
}
