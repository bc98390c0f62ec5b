/** The reducer of run events for entry points, which import nothing below the library. Apart from it, so that a search does not load it. */
export { NO_PROGRESS, reduceProgress } from '../indexer/progress/run-progress.js';
