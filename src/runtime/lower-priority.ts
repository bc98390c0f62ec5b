import { setPriority } from 'node:os';

/** Ten steps of niceness: a tenth of the processor for whoever indexes while somebody searches, all of it while nobody does. */
const BEHIND = 10;

/** Lets a process work only when nothing more urgent does. Where that is not possible, it works as before. */
export function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, BEHIND);
  } catch {
    // It has ended already, or this system does not allow it.
  }
}

/** The same for the thread that calls this: on Linux each has its own priority; elsewhere the whole process would step back. */
export function lowerPriorityHere(): void {
  if (process.platform === 'linux') lowerPriority(0);
}
