/** The grid of photos: rows of equal height, every photo in its own shape, places known before a picture arrives. */
import { makeAddress } from './route.js';
import { getFileName } from './words.js';

const THUMBNAIL_EDGES = [320, 640];

/** Extreme panoramas are cropped to this in the grid; otherwise one would take a row and be a stripe. */
const SHAPE_LIMITS = { narrowest: 0.56, widest: 2.4 };

const template = document.getElementById('tile');

/** Replaces what the grid shows. */
export function fillGrid(grid, results) {
  grid.replaceChildren(...results.map(makeTile));
}

/** Adds the results that the grid does not show yet, and moves the focus to the first of them. */
export function extendGrid(grid, results) {
  const added = results.slice(grid.children.length).map(makeTile);
  grid.append(...added);
  added[0]?.querySelector('a').focus({ preventScroll: true });
}

/** The link of the tile that shows a photo, if there is one. */
export function findTileLink(grid, id) {
  return grid.querySelector(`[data-id="${CSS.escape(id)}"] .tile-link`);
}

/** Points an image at a photo's thumbnail, in the resolution that the screen needs. */
export function showThumbnail(image, photo, sizes) {
  const isPortrait = photo.height > photo.width;
  image.width = photo.width;
  image.height = photo.height;
  image.sizes = sizes;
  image.srcset = THUMBNAIL_EDGES.map((edge) => {
    const width = isPortrait ? Math.round((edge * photo.width) / photo.height) : edge;
    return `${photo.links.thumbnail}&edge=${edge} ${width}w`;
  }).join(', ');
  image.src = `${photo.links.thumbnail}&edge=${THUMBNAIL_EDGES[0]}`;
}

function makeTile(photo) {
  const tile = template.content.firstElementChild.cloneNode(true);
  const name = getFileName(photo.path);
  const shape = Math.min(SHAPE_LIMITS.widest, Math.max(SHAPE_LIMITS.narrowest, photo.width / photo.height));
  tile.dataset.id = photo.id;
  tile.style.setProperty('--shape', shape.toFixed(4));

  const link = tile.querySelector('.tile-link');
  link.href = makeAddress({ kind: 'similar', id: photo.id });
  link.title = photo.path;
  tile.querySelector('.caption').textContent = name;

  const image = tile.querySelector('img');
  image.alt = `Photo ${name}`;
  image.addEventListener('load', () => tile.classList.add('is-loaded'), { once: true });
  image.addEventListener('error', () => tile.classList.add('is-missing'), { once: true });
  showThumbnail(image, photo, `(max-width: 640px) ${Math.round(shape * 40)}vw, ${Math.round(shape * 250)}px`);

  const original = tile.querySelector('.tile-original');
  original.href = photo.links.original;
  original.querySelector('.hidden-text').textContent = `Open original of ${name} in a new tab`;

  labelTile(tile.querySelector('.badge'), photo);
  return tile;
}

function labelTile(badge, { identical, otherPaths }) {
  const copies = otherPaths.length;
  if (identical) badge.textContent = 'The same picture';
  else if (copies > 0) badge.textContent = `${copies + 1} copies`;
  badge.hidden = badge.textContent === '';
}
