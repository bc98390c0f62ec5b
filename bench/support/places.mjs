/** Boxes in shares of a picture, as `library.where` gives them. */

/** The middle of the best cell. */
export function toPoint(cells, { rows, columns }) {
  const best = cells.indexOf(Math.max(...cells));
  return { x: ((best % columns) + 0.5) / columns, y: (Math.floor(best / columns) + 0.5) / rows };
}

export function isWithin({ x, y }, box) {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}

/** Intersection over union. */
export function measureOverlap(one, other) {
  const along = (from, length) =>
    Math.max(0, Math.min(one[from] + one[length], other[from] + other[length]) - Math.max(one[from], other[from]));
  const shared = along('x', 'width') * along('y', 'height');
  return shared / (one.width * one.height + other.width * other.height - shared);
}
