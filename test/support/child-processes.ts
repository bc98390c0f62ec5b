import { execFileSync } from 'node:child_process';

/** Ids of the decoding processes that this process started. */
export function findDecoders(): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((found) => found !== null)
    .filter(([, , parent, command]) => Number(parent) === process.pid && command?.includes('media-child'))
    .map(([, pid]) => Number(pid));
}
