import { readFileSync } from 'node:fs';

const TICK_MS = 10;

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** CPU time of the calling thread since it began, to the microsecond; 0 where the system does not say. */
export function readThreadCpuMs(): number {
  return Number(read('/proc/thread-self/schedstat')?.split(' ')[0] ?? 0) / 1e6;
}

/** CPU time of a process since it began; 0 where the system does not say. */
export function readProcessCpuMs(pid: number): number {
  // The name, in brackets, may hold blanks.
  const fields =
    read(`/proc/${pid}/stat`)
      ?.replace(/^.*\) /s, '')
      .split(' ') ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS;
}

/**
 * CPU time of this process, all its threads together, while some work is done. Unlike the time on a clock it does not grow with what other
 * programs do, so that a bound on it holds on a busy machine.
 */
export function measureCpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  return toMs(process.cpuUsage(before));
}

/** Like {@link measureCpuMs}, for work that is awaited. */
export async function measureCpuMsOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  return toMs(process.cpuUsage(before));
}

function toMs({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}
