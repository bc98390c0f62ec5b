import type { PhotoRegion } from '../../src/model/region.js';
import { useThingNames } from '../language/thing-names.js';
import { formatNumber, t } from '../language/translate.js';

/** The things that are marked in a photo. */
export interface MarkedThings {
  /** Of the photo. */
  id: number;
  /** The class. */
  label: string;
  regions: readonly PhotoRegion[];
}

interface PictureThingsProps {
  id: number;
  regions: readonly PhotoRegion[];
  marked: MarkedThings | undefined;
  onMark: (marked: MarkedThings | undefined) => void;
}

/** The things that were found in the picture, the surest first, each to be marked in it. Nothing without any. */
export function PictureThings({ id, regions, marked, onMark }: PictureThingsProps) {
  const things = groupThings(regions);
  const nameThing = useThingNames(things.size > 0);
  if (things.size === 0) return null;
  const shown = marked?.id === id ? marked.label : undefined;
  return (
    <section class="picture-things" aria-label={t('photo.things')}>
      <h3>{t('photo.things')}</h3>
      <ul class="metadata-tags">
        {[...things].map(([label, found]) => (
          <li key={label}>
            <button
              type="button"
              class="tag"
              title={t('photo.markThing')}
              aria-pressed={label === shown}
              onClick={() => onMark(label === shown ? undefined : { id, label, regions: found })}
            >
              {nameThing(label)}
              {found.length > 1 && <span class="tag-count">{formatNumber(found.length)}</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Of the photo itself: other frames are not what is shown. */
function groupThings(regions: readonly PhotoRegion[]): Map<string, PhotoRegion[]> {
  const things = new Map<string, PhotoRegion[]>();
  const found = regions.filter(({ kind, frame }) => kind === 'object' && frame === 0);
  for (const region of [...found].sort((one, other) => other.score - one.score)) {
    if (region.label === null) continue;
    const others = things.get(region.label);
    if (others === undefined) things.set(region.label, [region]);
    else others.push(region);
  }
  return things;
}
