import type { EmbeddedMetadata } from '../../file-metadata.js';
import type { XmlElement } from '../xml.js';
import { readAnimation } from './animation.js';
import { hasDepth } from './depth.js';
import { findFilm } from './find-film.js';
import { readGoogleXmp } from './google-xmp.js';

/**
 * Reads what a photo's file holds beside its still: a film, a depth map, the projection of a panorama, further frames.
 * @param bytes the whole file
 * @param rdf its XMP; see `parseXmp`
 */
export function readEmbedded(
  bytes: Uint8Array,
  rdf: XmlElement | undefined,
): Pick<EmbeddedMetadata, 'animation' | 'panorama' | 'motion' | 'hasDepth'> {
  const xmp = rdf && readGoogleXmp(rdf);
  const animation = readAnimation(bytes);
  const isSequence = animation?.delaysMs.length === 0;
  const motion = findFilm(bytes, xmp);
  return {
    ...(animation && {
      animation: {
        ...{ frames: animation.frames, durationMs: animation.durationMs },
        ...(isSequence && { isSequence }),
      },
    }),
    ...(xmp?.panorama && { panorama: xmp.panorama }),
    ...(motion && { motion }),
    ...(hasDepth(bytes, xmp) && { hasDepth: true }),
  };
}
