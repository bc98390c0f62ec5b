/// <reference path="./draco3dgltf.d.ts" />
import type { Document, Extension, NodeIO } from '@gltf-transform/core';
import { PhotoseekError } from '../../../../errors.js';
import { markBroken } from '../../../worker/recycle.js';
import { damagedModel } from '../mesh/limits.js';
import type { Siblings } from '../read/siblings.js';
import { checkAccessors, list, whole } from './check-accessors.js';
import { checkScene } from './check-scene.js';
import { checkDracoHeader } from './draco-header.js';
import { splitGltf } from './glb.js';
import { DRACO, type GltfJson, MESHOPT } from './gltf-json.js';
import { type GltfResources, readResources } from './gltf-resources.js';

/**
 * Reads the description and the data of a .glb or .gltf. All that it states is checked before.
 * @throws PhotoseekError `damaged-image`, `image-too-large`, `unsupported-format` for an extension that is not known and must be
 */
export async function openGltf(bytes: Uint8Array, siblings: Siblings): Promise<Document> {
  const { json, bin } = splitGltf(bytes);
  if (!/^2\./.test(String(json.asset?.version))) {
    throw new PhotoseekError(
      'unsupported-format',
      `glTF must have version 2, got ${String(json.asset?.version).slice(0, 20)}.`,
    );
  }
  // Poses other than that of rest are not drawn.
  json['animations'] = [];
  json['cameras'] = [];
  for (const mesh of list(json.meshes)) for (const primitive of list(mesh.primitives)) delete primitive.targets;
  const resources = await readResources(json, bin, siblings);
  checkAccessors(json, resources.bufferBytes);
  checkScene(json);
  checkDraco(json, resources);
  const io = await createIo(json);
  try {
    return await io.readJSON({ json: json as never, resources: resources.byUri as never });
  } catch (cause) {
    if (uses(json, DRACO) || MESHOPT.some((name) => uses(json, name))) markBroken();
    throw toGltfError(cause as Error);
  }
}

function toGltfError(cause: Error): PhotoseekError {
  const [, extension] = /^Missing required extension, "(.*)"/.exec(cause.message) ?? [];
  if (extension === undefined) return damagedModel(cause.message.split('\n')[0] ?? 'no reason given', cause);
  return new PhotoseekError('unsupported-format', `Models with the extension ${extension} are not supported.`, {
    cause,
  });
}

function uses(json: GltfJson, extension: string): boolean {
  return Array.isArray(json.extensionsUsed) && json.extensionsUsed.includes(extension);
}

function checkDraco(json: GltfJson, { byUri }: GltfResources): void {
  for (const { primitives } of list(json.meshes)) {
    for (const { extensions } of list(primitives)) {
      const draco = extensions?.[DRACO];
      if (draco === undefined) continue;
      const view = list(json.bufferViews)[whole(draco['bufferView'], 'bufferView')];
      const buffer = list(json.buffers)[whole(view?.buffer, 'buffer')];
      const bytes = byUri[String(buffer?.uri ?? '@glb.bin')];
      if (view === undefined || bytes === undefined) throw damagedModel('Draco data in a part that is not there');
      const start = whole(view.byteOffset ?? 0, 'byteOffset');
      checkDracoHeader(bytes.subarray(start, start + whole(view.byteLength, 'byteLength')));
    }
  }
}

/** Extensions and the decoders of compressed data are loaded when a model uses them. */
async function createIo(json: GltfJson): Promise<NodeIO> {
  const { NodeIO, Logger } = await import('@gltf-transform/core');
  const io = new NodeIO().setLogger(new Logger(Logger.Verbosity.SILENT));
  if (!Array.isArray(json.extensionsUsed) || json.extensionsUsed.length === 0) return io;
  const { ALL_EXTENSIONS } = await import('@gltf-transform/extensions');
  // Textures of KTX2 are left out when they are decoded; so are materials that the model has for other programs.
  io.registerExtensions(ALL_EXTENSIONS as (typeof Extension)[]);
  if (uses(json, DRACO)) {
    const { default: draco } = await import('draco3dgltf');
    io.registerDependencies({ 'draco3d.decoder': await draco.createDecoderModule() });
  }
  if (MESHOPT.some((name) => uses(json, name))) {
    const { MeshoptDecoder } = await import('meshoptimizer');
    await MeshoptDecoder.ready;
    io.registerDependencies({ 'meshopt.decoder': MeshoptDecoder });
  }
  return io;
}
