import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { feature } from 'topojson-client';
import type { Topology } from 'topojson-specification';
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
  const world = JSON.parse(readFileSync(file, 'utf8')) as Topology;
  const land = feature(world, world.objects['land'] as Parameters<typeof feature>[1]);
  const shapes = 'features' in land ? land.features : [land];
  return shapes.flatMap(({ geometry }) => drawGeometry(geometry)).join('');
}

function drawGeometry(geometry: GeoJSON.Geometry): string[] {
  if (geometry.type === 'Polygon') return geometry.coordinates.map(drawRing);
  return geometry.type === 'MultiPolygon' ? geometry.coordinates.flat().map(drawRing) : [];
}

function drawRing(ring: GeoJSON.Position[]): string {
  const points = ring.map(([longitude = 0, latitude = 0]) => `${round(longitude + 180)} ${round(90 - latitude)}`);
  return `M${points.join('L')}Z`;
}

/** A tenth of a degree: finer than the outline itself. */
const round = (degrees: number): number => Math.round(degrees * 10) / 10;

export default defineConfig({
  root: 'web',
  base: '/',
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
