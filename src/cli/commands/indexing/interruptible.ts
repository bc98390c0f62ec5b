/**
 * The first Ctrl-C (or SIGTERM) stops the run after the photos in progress, the second stops the process. A closed stdout stops the run, too,
 * without a message.
 */
export function interruptible(): { signal: AbortSignal; isOutputClosed(): boolean; end(): void } {
  const controller = new AbortController();
  let isOutputClosed = false;
  const end = () => {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    process.stdout.off('error', onOutputClosed);
  };
  const onOutputClosed = () => {
    isOutputClosed = true;
    controller.abort();
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      // The default handler of the system ends the process: exiting while a thread runs native code would crash.
      end();
      process.kill(process.pid, signal);
      return;
    }
    process.stderr.write('\nStopping after the photos in progress; press Ctrl-C again to stop at once.\n');
    controller.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  process.stdout.on('error', onOutputClosed);
  return { signal: controller.signal, isOutputClosed: () => isOutputClosed, end };
}
