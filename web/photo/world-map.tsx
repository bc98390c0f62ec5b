import world from 'virtual:world';
import { useState } from 'preact/hooks';
import { t } from '../language/translate.js';
import { describePosition } from './describe.js';

/** How much of the world is shown around the pin, in degrees. */
const NEAR = { width: 72, height: 40 };
const ALL = { width: 360, height: 164 };
/** No land worth showing is south of this: the ice would take a sixth of the map. */
const SOUTH_END = 164;

/** Where a photo was taken, on a map that is drawn here: equirectangular, a unit is a degree. A click shows all the world, or less of it. */
export function WorldMap({ latitude, longitude }: { latitude: number; longitude: number }) {
  const [isAll, setAll] = useState(false);
  const view = isAll ? ALL : NEAR;
  const [x, y] = [longitude + 180, 90 - latitude];
  const left = clamp(x - view.width / 2, 0, 360 - view.width);
  const top = clamp(y - view.height / 2, 0, Math.max(0, (y > SOUTH_END ? 180 : SOUTH_END) - view.height));
  const unit = view.width / 300;
  const action = isAll ? t('map.region') : t('map.world');
  return (
    <button
      type="button"
      class="map"
      aria-label={t('map.label', { position: describePosition({ latitude, longitude }), action })}
      title={action}
      onClick={() => setAll(!isAll)}
    >
      <svg viewBox={`${left} ${top} ${view.width} ${view.height}`} aria-hidden="true">
        <path class="map-land" d={world} />
        <circle class="map-halo" cx={x} cy={y} r={9 * unit} />
        <circle class="map-pin" cx={x} cy={y} r={4.5 * unit} stroke-width={1.6 * unit} />
      </svg>
    </button>
  );
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
