import { INSTALL_FFMPEG } from '../../runtime/ffmpeg-hint.js';
import { countFiles } from './root-notices.js';

/** Videos that wait for ffmpeg, and the lines to type. */
export function formatUndecoded(count: number): string {
  return `${countFiles(count)} found by name and metadata alone: needs ffmpeg. ${INSTALL_FFMPEG}; then photoseek index`;
}
