import type { Finding } from '../../../library/types/descriptions.js';
import type { CommandContext } from '../../context.js';
import { type CommonOptions, toOpenOptions } from '../../options.js';
import { printable } from '../../output/printable.js';

/** `photoseek verify`: exit code 1 only for lost data; findings that `repair` fixes are reported and no failure. */
export async function runVerifyCommand(
  options: CommonOptions & { files: boolean; content?: boolean },
  context: CommandContext,
): Promise<void> {
  const { stdout } = context;
  // Read-only, so that damaged libraries and read-only disks can be checked.
  const library = await context.open(toOpenOptions(options, { create: false, oneShot: true, readOnly: true }));
  try {
    const findings = await library.verify({ files: options.files, content: options.content ?? false });
    const isLost = findings.some(({ state }) => state === 'lost');
    if (options.json) stdout.write(`${JSON.stringify({ findings, verdict: toVerdict(findings) })}\n`);
    else if (!options.quiet || isLost)
      stdout.write(`${findings.map((finding) => format(finding, context)).join('')}${sumUp(findings)}\n`);
    if (isLost) process.exitCode = 1;
  } finally {
    await library.close();
  }
}

function toVerdict(findings: readonly Finding[]): 'ok' | 'repairable' | 'lost' {
  if (findings.some(({ state }) => state === 'lost')) return 'lost';
  return findings.some(({ state }) => state === 'derived') ? 'repairable' : 'ok';
}

function sumUp(findings: readonly Finding[]): string {
  switch (toVerdict(findings)) {
    case 'ok':
      return 'No problems found.';
    case 'repairable':
      return 'No data is lost. To repair: photoseek repair';
    case 'lost':
      if (findings.every(({ check, state }) => state !== 'lost' || check === 'content'))
        return 'The library is in order; files on the disk are not as they were indexed.';
      return 'Data is lost. To recover it: photoseek restore FILE, or photoseek repair and then photoseek index.';
  }
}

function format({ check, state, message, examined }: Finding, { colours }: CommandContext): string {
  const { green, yellow, red, dim } = colours;
  const label = { ok: green('ok'), derived: yellow('repairable'), lost: red('lost') }[state];
  return `${label}  ${check}: ${printable(message)} ${dim(`(${examined} checked)`)}\n`;
}
