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

/** CPU time of all programs together since the system began; 0 where it does not say. */
export function readSystemCpuMs(): number {
  const [, user, nice, system, , , irq, softIrq, stolen] = read('/proc/stat')?.split(/\s+/).map(Number) ?? [];
  return [user, nice, system, irq, softIrq, stolen].reduce<number>((sum, ticks) => sum + (ticks ?? 0) * TICK_MS, 0);
}
