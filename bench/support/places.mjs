/** Boxes in shares of a picture, as `library.where` gives them. */

/** The middle of the best cell. */
export function toPoint(cells, { rows, columns }) {
  const best = cells.indexOf(Math.max(...cells));
  return { x: ((best % columns) + 0.5) / columns, y: (Math.floor(best / columns) + 0.5) / rows };
}

export function isWithin({ x, y }, box) {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}
