/**
 * Loads the text tower of the default model before the library is opened; see `prestartText`. A module of its own, because the CLI imports it
 * before anything else, and may import only the library: everything behind `open-library.js` would load first.
 */
export { endPrestarted as endPrestartedSearch, prestartText as prestartSearch } from '../encoder/runtime/prestart.js';
