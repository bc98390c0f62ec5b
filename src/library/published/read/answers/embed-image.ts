import type { Encoder } from '../../../../encoder/types.js';
import { PhotoseekError, refuseUrl } from '../../../../errors.js';
import type { MediaSource } from '../../../../media/worker/media-protocol.js';
import type { SearchContext } from '../../../../search/context.js';
import { embedImage, findRealPath } from '../../../../search/embed/query-image.js';
import type { AskedTerm, QueryImage } from '../../../../search/model.js';
import type { Space } from '../../../../search/spaces/space.js';
import { replay } from '../replay.js';

type Source = Exclude<AskedTerm['source'], { text: string } | { image: QueryImage }>;

/**
 * The vectors of an image, as `embedImage` finds them. An image that is no published photo is decoded once, before anything is asked of the database:
 * that may be done again, and decoding takes long.
 */
export async function embedPublishedImage(
  context: SearchContext,
  spaces: readonly Space[],
  source: Source,
  signal: AbortSignal | undefined,
): Promise<QueryImage> {
  if ('id' in source || 'externalId' in source || ('box' in source && source.box !== undefined))
    return replay(() => embedImage(context, spaces, source, signal));
  if ('bytes' in source) return encode(context, spaces, { bytes: source.bytes }, 'picture');
  if ('path' in source) return encode(context, spaces, { path: await findRealPath(source.path) }, source.path);
  if (context.fetchUrl === undefined) throw refuseUrl(source.url);
  return encode(context, spaces, { bytes: await context.fetchUrl(source.url, signal) }, source.url);
}

async function encode(
  context: SearchContext,
  spaces: readonly Space[],
  source: MediaSource,
  name: string,
): Promise<QueryImage> {
  const encoders = await Promise.all(spaces.map((space) => space.encoder()));
  let sha256: Uint8Array | undefined;
  let pixels: Uint8Array[] | undefined;
  await context.media().prepare(source, {
    specs: (hash) => {
      sha256 = hash;
      return encoders.map(({ model }) => model.image);
    },
    // Of several frames, the first stands for the content.
    onFrame: (frame) => {
      pixels ??= frame.pixels;
    },
  });
  // A file at the path of a published one with the same bytes is the query itself, and no further result.
  const path = 'path' in source ? source.path : undefined;
  const known = await replay(() => (sha256 === undefined ? undefined : context.catalogue.files.findContent(sha256)));
  const stored =
    known === undefined
      ? undefined
      : await replay(() => embedImage(context, spaces, { id: known.id }, undefined)).catch(() => undefined);
  if (stored !== undefined && stored.vectors.size === spaces.length)
    return { name, vectors: stored.vectors, photoId: known?.id, path };
  const vectors = await Promise.all(
    encoders.map(async (encoder: Encoder, i) => {
      const input = pixels?.[i];
      if (input === undefined) throw new PhotoseekError('internal', 'The query image has no pixels.');
      const [vector] = await encoder.encodeImages([input]);
      return [(spaces[i] as Space).row.id, vector as Float32Array] as const;
    }),
  );
  return { name, vectors: new Map(vectors), photoId: known?.id, path };
}
