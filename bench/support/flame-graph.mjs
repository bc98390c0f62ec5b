/** Draws profiles of the processor as flame graphs, the callers above (B. Gregg, "The Flame Graph", ACM Queue 14(2), 2016). */

const WIDTH = 1200;
const ROW = 17;
const TOP = 34;
/** Narrower frames are left out, in pixels. */
const LEAST = 1.5;
/** Mean width of a letter of the labels, in pixels. */
const LETTER = 6.2;

const COLOURS = [
  [/^\((idle|program|garbage collector)\)/, '#c9c9c9'],
  [/node_modules/, '#8fc1a9'],
  [/\/dist\//, '#e8a765'],
  [/^/, '#9db8d9'],
];

/**
 * @param {import('node:inspector').Profiler.Profile} profile
 * @param {{ title: string, isShown?: (name: string) => boolean }} options `isShown`: of a frame without callers
 * @returns {string} SVG; each frame says its share when it is pointed at
 */
export function drawFlameGraph(profile, { title, isShown = () => true }) {
  const root = joinCalls(profile);
  root.children = root.children.filter(({ name }) => isShown(name));
  root.time = root.children.reduce((sum, { time }) => sum + time, 0);
  const frames = [];
  const place = (call, x, depth) => {
    const width = (WIDTH * call.time) / root.time;
    if (width < LEAST) return;
    frames.push({ call, x, depth, width });
    let at = x;
    for (const child of call.children.sort((a, b) => b.time - a.time)) {
      place(child, at, depth + 1);
      at += (WIDTH * child.time) / root.time;
    }
  };
  place(root, 0, 0);
  const height = TOP + ROW * (1 + Math.max(...frames.map(({ depth }) => depth)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/><text x="8" y="21" font-size="15">${escapeXml(title)}</text>`,
    ...frames.map((frame) => drawFrame(frame, root.time)),
    '</svg>\n',
  ].join('\n');
}

function drawFrame({ call, x, depth, width }, total) {
  const y = TOP + depth * ROW;
  const share = `${((100 * call.time) / total).toFixed(1)} %`;
  const letters = Math.floor((width - 6) / LETTER);
  const label = letters < 3 ? '' : call.name.length > letters ? `${call.name.slice(0, letters - 1)}…` : call.name;
  const colour = COLOURS.find(([of]) => of.test(call.url || call.name))[1];
  const box = `<rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 1}" fill="${colour}"/>`;
  const text = label === '' ? '' : `<text x="${(x + 3).toFixed(1)}" y="${y + 12}">${escapeXml(label)}</text>`;
  return `<g><title>${escapeXml(`${call.name}: ${share}`)}</title>${box}${text}</g>`;
}

/** The tree of calls: those of one function by one caller are one. */
function joinCalls({ nodes, samples, timeDeltas }) {
  const own = new Map();
  samples.forEach((id, i) => {
    own.set(id, (own.get(id) ?? 0) + timeDeltas[i]);
  });
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const join = (name, url, members) => {
    const byFunction = new Map();
    for (const id of members.flatMap((node) => node.children ?? [])) {
      const child = byId.get(id);
      // The profiler itself.
      if (child.callFrame.functionName === 'dispatch' && child.callFrame.url === '') continue;
      const key = `${child.callFrame.functionName} ${child.callFrame.url}`;
      byFunction.set(key, [...(byFunction.get(key) ?? []), child]);
    }
    const children = [...byFunction.values()].map((same) =>
      join(same[0].callFrame.functionName || '(anonymous)', same[0].callFrame.url, same),
    );
    const self = members.reduce((sum, { id }) => sum + (own.get(id) ?? 0), 0);
    return { name, url, children, time: self + children.reduce((sum, { time }) => sum + time, 0) };
  };
  return join('all', '', [nodes[0]]);
}

function escapeXml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
