/**
 * Queries the registry for known vulnerabilities of the packages in the lock file. High and critical ones fail unless they are listed below with the
 * reason why they are harmless here. A registry without an audit endpoint is reported, without a verdict.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** By the address of the advisory, for example { 'https://github.com/advisories/GHSA-…': 'only in the command line, which is not used' }. */
const EXCEPTIONS = {};

const root = fileURLToPath(new URL('..', import.meta.url));
const { stdout } = spawnSync('npm', ['audit', '--json'], {
  cwd: root,
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
let report;
try {
  report = JSON.parse(stdout);
} catch {
  report = {};
}

if (report.vulnerabilities === undefined) {
  const said = report.message ?? report.error?.summary ?? 'no answer';
  console.warn(
    `skipped: the registry does not answer audit requests (${said}). Nothing is known about vulnerabilities.`,
  );
  // In CI, where the registry answers, silence is a failure.
  process.exitCode = process.argv.includes('--require') ? 1 : 0;
} else {
  const found = new Map();
  for (const { name, via } of Object.values(report.vulnerabilities)) {
    for (const advisory of via) {
      if (typeof advisory === 'object' && ['high', 'critical'].includes(advisory.severity))
        found.set(advisory.url, `${name}: ${advisory.title} (${advisory.severity}) ${advisory.url}`);
    }
  }
  for (const [url, line] of found) {
    const reason = EXCEPTIONS[url];
    console.log(reason === undefined ? `FOUND ${line}` : `excepted ${line}\n  because: ${reason}`);
    if (reason === undefined) process.exitCode = 1;
  }
  console.log(
    `${found.size} vulnerabilities of high or critical severity, ${Object.keys(EXCEPTIONS).length} exceptions.`,
  );
}
