/** Tests that run from TypeScript start no thread and no child process of the package: neither can be loaded before it is compiled. */
import childProcess from 'node:child_process';
import { existsSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';
import workerThreads from 'node:worker_threads';

const { fork } = childProcess;
const { Worker } = workerThreads;

function assertExists(file: string | URL): void {
  const path = file instanceof URL && file.protocol === 'file:' ? fileURLToPath(file) : file;
  if (typeof path !== 'string' || existsSync(path)) return;
  throw new Error(`${path} exists in the build only: name this test under BUILT in vitest.config.ts.`);
}

class GuardedWorker extends Worker {
  constructor(...[file, options]: ConstructorParameters<typeof Worker>) {
    if (options?.eval !== true) assertExists(file);
    super(file, options);
  }
}

// Files that share a process share its modules: once is enough.
if (Worker.name !== GuardedWorker.name) {
  childProcess.fork = ((file: string | URL, ...more: []) => {
    assertExists(file);
    return fork(file, ...more);
  }) as typeof fork;
  workerThreads.Worker = GuardedWorker;
  syncBuiltinESMExports();
}
