import { execFileSync } from 'node:child_process';
import { readProcessCpuMs } from './cpu-time.js';

/** Ids of the decoding processes that this process started. */
export function findDecoders(): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((found) => found !== null)
    .filter(([, , parent, command]) => Number(parent) === process.pid && command?.includes('media-child'))
    .map(([, pid]) => Number(pid));
}

/** CPU time that this process's decoding processes take while some work is done; 0 where the system does not tell. */
export async function measureDecodersCpuMs(work: () => Promise<unknown>): Promise<number> {
  const sum = () => findDecoders().reduce((total, pid) => total + readProcessCpuMs(pid), 0);
  const before = sum();
  await work();
  return sum() - before;
}
