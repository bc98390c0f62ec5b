/** For a process that is about to answer one description: see `prestartText`. Imports next to nothing, so it can come first. */
export { endPrestarted as endPrestartedSearch, prestartText as prestartSearch } from '../encoder/runtime/prestart.js';
