import { setPriority } from 'node:os';

/** `nice` +10: under contention indexing gets about 10 % of the CPU; idle CPU is still fully used. */
const NICENESS = 10;

/** Lowers the scheduling priority of a process; without effect where the system does not allow it. */
export function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, NICENESS);
  } catch {
    // The process has exited, or the system does not allow it.
  }
}

/** Lowers the priority of the calling thread. On Linux only: elsewhere priorities belong to the whole process. */
export function lowerPriorityHere(): void {
  if (process.platform === 'linux') lowerPriority(0);
}
