import type { FrameLocation } from '../../src/model/evidence.js';
import { t } from '../language/translate.js';
import { formatClock } from './clock.js';

/** A place in words; with its label, where it has one. */
export function describeFrame(place: Omit<FrameLocation, 'label'> & { label?: string | null | undefined }): string {
  if (place.kind === 'video') return formatClock(place.atMs ?? 0);
  if (place.kind === 'page') return t('frames.page', { page: place.page ?? place.ordinal + 1 });
  return place.label ?? t('frames.view', { number: place.ordinal + 1 });
}
