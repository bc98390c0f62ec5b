/** The entry of a decoding process. */
import { serveMedia } from './serve-media.js';

serveMedia();
