import type { LinkedGroupOfPhotos } from '../api/types.js';
import { formatNumber, t } from '../language/translate.js';
import { parseQuery } from '../query/query-text.js';
import { HOME } from '../state/route.js';
import { Link } from '../ui/link.js';

/** Places or things with many photos, each with one of them. */
export function CoverRow({ kind, groups }: { kind: 'places' | 'things'; groups: readonly LinkedGroupOfPhotos[] }) {
  if (groups.length === 0) return null;
  const name = t(`home.${kind}`);
  return (
    <section class="home-row" aria-label={name}>
      <h2>{name}</h2>
      <ul class="home-covers">
        {groups.map(({ label, count, filter, photos: [photo] }) => (
          <li key={filter}>
            <Link to={{ ...HOME, query: parseQuery(filter) }} class="way">
              <img src={photo === undefined ? undefined : `${photo.links.thumbnail}&edge=320`} alt="" loading="lazy" />
              <span class="way-label">{label}</span> <span class="home-count">{formatNumber(count)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
