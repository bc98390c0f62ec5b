import type { FrameLocation } from '../../src/model/evidence.js';
import { formatTime } from '../../src/model/format-location.js';
import { t } from '../language/translate.js';

/** Where something is in a file: a place that was found, or a frame. */
export type Place = Omit<FrameLocation, 'label'> & { label?: string | null | undefined };

/** A place in words; with its label, where it has one. */
export function describeFrame(place: Place): string {
  if (place.kind === 'video') return formatTime(place.atMs ?? 0);
  if (place.kind === 'page') return t('frames.page', { page: place.page ?? place.ordinal + 1 });
  return place.label ?? t('frames.view', { number: place.ordinal + 1 });
}
