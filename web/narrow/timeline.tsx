import type { FacetCount, Facets } from '../api/types.js';
import { formatNumber, t } from '../language/translate.js';

interface TimelineProps {
  facets: Facets;
  has: (facet: FacetCount) => boolean;
  onToggle: (facet: FacetCount) => void;
}

/** More bars than this are too thin to hit. */
const MAX_BARS = 60;

/** When the photos were taken: a bar for each year, or for each month once a single year is left. A click narrows to it. */
export function Timeline({ facets, has, onToggle }: TimelineProps) {
  const isOneYear = facets.years.length === 1 && facets.months.length > 1;
  const bars = fillGaps(isOneYear ? facets.months : facets.years, isOneYear).slice(-MAX_BARS);
  if (bars.length < 2) return null;
  const most = Math.max(...bars.map(({ count }) => count));
  return (
    <>
      <ol class="timeline" aria-label={isOneYear ? t('timeline.months') : t('timeline.years')}>
        {bars.map((bar, index) => (
          <li key={bar.label}>
            <button
              type="button"
              class="timeline-bar"
              aria-pressed={bar.filter !== '' && has(bar)}
              disabled={bar.count === 0}
              aria-label={`${bar.label}: ${formatNumber(bar.count)}`}
              title={`${bar.label}: ${formatNumber(bar.count)}`}
              onClick={() => onToggle(bar)}
            >
              <span
                class="timeline-count"
                style={{ height: `${bar.count === 0 ? 0 : Math.max(8, (bar.count / most) * 100)}%` }}
              />
            </button>
            {(index === 0 || index === bars.length - 1) && (
              <span class="timeline-label" aria-hidden="true">
                {bar.label}
              </span>
            )}
          </li>
        ))}
      </ol>
      <Undated facets={facets} has={has} onToggle={onToggle} />
    </>
  );
}

/** Photos without a date have no place on a timeline, and stand beside it. */
export function Undated({ facets, has, onToggle }: TimelineProps) {
  return facets.undated.map((facet) => (
    <button
      type="button"
      key={facet.filter}
      class="text-button undated"
      aria-pressed={has(facet)}
      onClick={() => onToggle(facet)}
    >
      {t('timeline.undated', { number: formatNumber(facet.count) })}
    </button>
  ));
}

/** Oldest first; years without photos are gaps, not left out. */
function fillGaps(counts: readonly FacetCount[], isOneYear: boolean): FacetCount[] {
  const known = [...counts].reverse();
  const [first, last] = [Number(known[0]?.label), Number(known.at(-1)?.label)];
  if (isOneYear || !Number.isInteger(first) || !Number.isInteger(last) || last - first > MAX_BARS) return known;
  const byLabel = new Map(known.map((facet) => [facet.label, facet]));
  return Array.from({ length: last - first + 1 }, (_, offset) => {
    const label = String(first + offset);
    return byLabel.get(label) ?? { label, count: 0, filter: '' };
  });
}
