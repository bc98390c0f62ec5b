import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { feature } from 'topojson-client';
import { defineConfig, type Plugin } from 'vite';

const WORLD = 'virtual:world';

/**
 * The land of the world as the `d` of an SVG path, on a plane of 360 × 180 (equirectangular, a unit is a degree, the north-west corner
 * is 0,0). Made while building, so that the page draws a map without asking anybody. From Natural Earth, public domain.
 */
function worldOutline(): Plugin {
  return {
    name: 'world-outline',
    resolveId: (id) => (id === WORLD ? `\0${WORLD}` : undefined),
    load: (id) => (id === `\0${WORLD}` ? `export default ${JSON.stringify(drawLand())};` : undefined),
  };
}

function drawLand(): string {
  const file = createRequire(import.meta.url).resolve('world-atlas/land-110m.json');
  const world = JSON.parse(readFileSync(file, 'utf8')) as Parameters<typeof feature>[0];
  const land = feature(world, world.objects['land'] as Parameters<typeof feature>[1]);
  const shapes = 'features' in land ? land.features : [land];
  return shapes.flatMap(({ geometry }) => drawGeometry(geometry)).join('');
}

function drawGeometry(geometry: GeoJSON.Geometry): string[] {
  if (geometry.type === 'Polygon') return geometry.coordinates.map(drawRing);
  return geometry.type === 'MultiPolygon' ? geometry.coordinates.flat().map(drawRing) : [];
}

/** A ring that crosses the date line goes on beyond the edge of the map, and is drawn once more at the other edge. */
function drawRing(ring: GeoJSON.Position[]): string {
  const points = unwrap(ring);
  const [first, last] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0];
  // Round the pole: it does not close, and is cut at the edges as it is.
  if (Math.abs(first - last) > 180) return drawPoints(ring, 0);
  const longitudes = points.map(([longitude = 0]) => longitude);
  const shifts = [
    0,
    ...(Math.max(...longitudes) > 180 ? [-360] : []),
    ...(Math.min(...longitudes) < -180 ? [360] : []),
  ];
  return shifts.map((shift) => drawPoints(points, shift)).join('');
}

/** Longitudes without jumps. */
function unwrap(ring: GeoJSON.Position[]): GeoJSON.Position[] {
  let [shift, before] = [0, ring[0]?.[0] ?? 0];
  return ring.map(([longitude = 0, latitude = 0]) => {
    if (longitude - before > 180) shift -= 360;
    if (longitude - before < -180) shift += 360;
    before = longitude;
    return [longitude + shift, latitude];
  });
}

function drawPoints(points: GeoJSON.Position[], shift: number): string {
  const drawn = points.map(
    ([longitude = 0, latitude = 0]) => `${round(longitude + 180 + shift)} ${round(90 - latitude)}`,
  );
  return `M${drawn.join('L')}Z`;
}

/** A tenth of a degree: finer than the outline itself. */
const round = (degrees: number): number => Math.round(degrees * 10) / 10;

export default defineConfig({
  root: 'web',
  // Relative: a proxy may serve the page below a path.
  base: './',
  publicDir: 'public',
  plugins: [worldOutline()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // The licences of what is bundled ask to be told with it.
    license: { fileName: 'licences.md' },
    // Styles and scripts come from files: the content security policy allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
