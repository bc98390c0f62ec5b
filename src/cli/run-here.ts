import { endPrestartedSearch, prestartSearch } from '../library/prestart-search.js';

/** Runs the command line in this process. */
export async function runHere(): Promise<void> {
  if (process.argv.length <= 2) {
    const [{ createProcessContext }, { printFirstScreen }] = await Promise.all([
      import('./context.js'),
      import('./commands/first-screen.js'),
    ]);
    printFirstScreen(createProcessContext().stderr);
    process.exitCode = 2;
    return;
  }
  // The model of a search loads on a thread of its own while this one loads everything else.
  if (process.argv[2] === 'search') prestartSearch(process.argv.slice(3).join(' '));
  const [{ runCommand }, { createProcessContext }] = await Promise.all([
    import('./program.js'),
    import('./context.js'),
  ]);
  try {
    await runCommand(process.argv.slice(2), createProcessContext());
  } catch (error) {
    const { reportError } = await import('./report-error.js');
    process.exitCode = reportError(error);
  } finally {
    await endPrestartedSearch();
  }
}
