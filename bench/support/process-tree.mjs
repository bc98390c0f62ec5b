import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Memory of a process and its descendants in MB: resident set size, and proportional set size, in which a shared page is divided by the
 * processes that share it (`NaN` where the system does not report it).
 */
export function measureTree(root) {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const tree = new Set([root]);
  // Repeated until nothing is added: the list may name children before their parents.
  for (let size = 0; size !== tree.size; ) {
    size = tree.size;
    for (const [pid, parent] of rows) if (tree.has(parent)) tree.add(pid);
  }
  const members = rows.filter(([pid]) => tree.has(pid));
  return {
    resident: members.reduce((sum, [, , kilobytes]) => sum + kilobytes, 0) / 1024,
    proportional: members.reduce((sum, [pid]) => sum + readProportional(pid), 0) / 1024,
  };
}

function readProportional(pid) {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]);
  } catch {
    // The process has ended, or the system is not Linux.
    return process.platform === 'linux' ? 0 : Number.NaN;
  }
}
