import { fromPixels } from '../../decode/from-pixels.js';
import type { OpenImage } from '../../decode/types.js';
import type { ModelFormat } from '../../identify/recognise-model.js';
import type { ExpandedFrame, Expander, ExpandRequest, ExpandSource, FramePlace } from '../expander.js';
import { readModel } from './read-model.js';
import type { View } from './render/camera.js';
import { renderView } from './render/render-view.js';
import { prepareScene, type Scene } from './render/scene.js';
import { VIEWS } from './views.js';

/** In pixels: smaller views are not worth drawing, larger ones take long. A view has the larger size by its nature. */
const [MIN_EDGE, MAX_EDGE] = [224, 1024];

/** 3D models: views from around and above, drawn here. */
export const modelExpander: Expander = {
  formats: new Set(['glb', 'gltf', 'obj', 'stl', 'ply'] satisfies ModelFormat[]),

  async *expand(source: ExpandSource, { side, after }: ExpandRequest): AsyncGenerator<ExpandedFrame> {
    const edge = toEdge(side);
    const scene = await openScene(source, edge);
    for (const view of VIEWS.slice((after?.ordinal ?? -1) + 1)) {
      const image = draw(scene, view, edge, source);
      yield {
        kind: 'view',
        atMs: null,
        page: null,
        label: view.label,
        image,
        size: { width: MAX_EDGE, height: MAX_EDGE },
      };
    }
  },

  async openFrame(source: ExpandSource, { label, ordinal }: FramePlace, edge: number): Promise<OpenImage> {
    const view = VIEWS.find((known) => known.label === label) ?? VIEWS[ordinal] ?? (VIEWS[0] as View);
    return draw(await openScene(source, toEdge(edge)), view, toEdge(edge), source);
  },
};

function toEdge(wanted: number): number {
  return Math.max(MIN_EDGE, Math.min(MAX_EDGE, Math.ceil(wanted)));
}

async function openScene({ bytes, identity, path }: ExpandSource, edge: number): Promise<Scene> {
  const mesh = await readModel(bytes, identity.format as ModelFormat, path);
  // Twice the picture: pixels are drawn at half their size.
  return prepareScene(mesh, 2 * edge);
}

function draw(scene: Scene, view: View, edge: number, { identity }: ExpandSource): OpenImage {
  return fromPixels(renderView(scene, view, edge), identity);
}
