import pc from 'picocolors';
import { openLibrary } from '../../library/open-library.js';
import type { Finding } from '../../library/types.js';
import { type CommonOptions, toOpenOptions } from '../options.js';
import { printable } from '../printable.js';

/** `photoseek verify`: exit code 1 only for what is lost; what `repair` mends is said, and is no failure. */
export async function runVerifyCommand(options: CommonOptions & { files: boolean }): Promise<void> {
  // Also a library that is damaged, or whose disk can only be read, is to be looked at.
  const library = await openLibrary(toOpenOptions(options, { create: false, oneShot: true, readOnly: true }));
  try {
    const findings = await library.verify({ files: options.files });
    const isLost = findings.some(({ state }) => state === 'lost');
    if (options.json) process.stdout.write(`${JSON.stringify({ findings, verdict: judge(findings) })}\n`);
    else if (!options.quiet || isLost) process.stdout.write(`${findings.map(format).join('')}${sumUp(findings)}\n`);
    if (isLost) process.exitCode = 1;
  } finally {
    await library.close();
  }
}

function judge(findings: readonly Finding[]): 'ok' | 'repairable' | 'lost' {
  if (findings.some(({ state }) => state === 'lost')) return 'lost';
  return findings.some(({ state }) => state === 'derived') ? 'repairable' : 'ok';
}

function sumUp(findings: readonly Finding[]): string {
  switch (judge(findings)) {
    case 'ok':
      return 'All is well.';
    case 'repairable':
      return 'Nothing is lost. Repairable with: photoseek repair';
    case 'lost':
      return 'Something is lost. Bring it back with photoseek restore FILE, or with photoseek repair and then photoseek index.';
  }
}

function format({ check, state, message, examined }: Finding): string {
  const word = { ok: pc.green('ok'), derived: pc.yellow('repairable'), lost: pc.red('lost') }[state];
  return `${word}  ${check}: ${printable(message)} ${pc.dim(`(${examined} looked at)`)}\n`;
}
