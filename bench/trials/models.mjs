import { readModel } from '../../dist/media/expand/models/read-model.js';
import { renderView } from '../../dist/media/expand/models/render/render-view.js';
import { prepareScene } from '../../dist/media/expand/models/render/scene.js';
import { VIEWS } from '../../dist/media/expand/models/views.js';
import { percentile } from '../support/numbers.mjs';

/** In pixels: the input of the embedded encoder. */
const EDGE = 260;
const ROUNDS = 4;

export const models = {
  name: 'models',
  about: `a 3D model read, smoothed and drawn at ${EDGE} × ${EDGE} pixels on one thread, after a first round`,
  async run({ isQuick }) {
    const around = isQuick ? 100 : 316;
    const file = makeTorus(around, Math.round(around / 2));
    const count = (file.length - 84) / 50;
    const times = { read: [], smooth: [], view: [] };
    for (let round = 0; round <= (isQuick ? 1 : ROUNDS); round++) {
      const mesh = await measure(times.read, () => readModel(file, 'stl', null));
      const scene = await measure(times.smooth, () => prepareScene(mesh, 2 * EDGE));
      for (const view of VIEWS) await measure(times.view, () => renderView(scene, view, EDGE));
      // The first round compiles.
      if (round === 0) for (const list of Object.values(times)) list.length = 0;
    }
    const row = (what, list, atMost) => ({
      what: `${count} triangles: ${what}, p50`,
      value: percentile(list),
      unit: 'ms',
      bound: { atMost },
    });
    return [
      row('binary STL read', times.read, 100),
      row('vertices welded, normals smoothed', times.smooth, 200),
      row('one view', times.view, 200),
    ];
  },
};

async function measure(times, work) {
  const startedAt = performance.now();
  const result = await work();
  times.push(performance.now() - startedAt);
  return result;
}

/** A wavy ring as binary STL. */
function makeTorus(around, across) {
  const point = (i, k) => {
    const [u, v] = [(2 * Math.PI * i) / around, (2 * Math.PI * k) / across];
    const radius = 1 + 0.35 * Math.cos(v);
    return [radius * Math.cos(u), radius * Math.sin(u), 0.35 * Math.sin(v) + 0.02 * Math.sin(20 * u)];
  };
  const file = Buffer.alloc(84 + 100 * around * across);
  file.writeUInt32LE(2 * around * across, 80);
  let at = 84;
  for (let i = 0; i < around; i++) {
    for (let k = 0; k < across; k++) {
      const corners = [point(i, k), point(i + 1, k), point(i + 1, k + 1), point(i, k + 1)];
      for (const triangle of [
        [0, 1, 2],
        [0, 2, 3],
      ]) {
        at += 12;
        for (const corner of triangle) for (const value of corners[corner]) at = file.writeFloatLE(value, at);
        at += 2;
      }
    }
  }
  return file;
}
