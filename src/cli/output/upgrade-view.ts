import { PhotoseekError } from '../../errors.js';
import { explainUpgrade } from '../../library/spaces/find-upgrade.js';
import type { ModelUpgrade } from '../../library/types/descriptions.js';
import type { Library } from '../../library/types/library.js';
import type { CommonOptions } from '../options.js';
import { coloursFor } from './colours.js';

/** Options of commands that stay and bring the library over to the current embedded model meanwhile. */
export interface StayOptions extends CommonOptions {
  /** Default `true`. */
  upgradeModel?: boolean;
}

/**
 * Brings a library of an earlier embedded model over to the current one until the signal fires, and says when it begins and ends. An error is
 * printed: searches go on with the model from before, and the next start tries again.
 */
export async function upgradeInBackground(
  library: Library,
  signal: AbortSignal,
  { upgradeModel = true, readOnly = false, quiet = false, json = false }: StayOptions,
): Promise<void> {
  if (!upgradeModel || readOnly) return;
  const say = (text: string) => {
    if (!quiet && !json) process.stderr.write(`${coloursFor(process.stderr).yellow('note:')} ${text}\n`);
  };
  const begun: ModelUpgrade[] = [];
  const onBegin = (upgrade: ModelUpgrade) => {
    begun.push(upgrade);
    const { from, to, missing } = upgrade;
    say(
      `Photos are embedded with ${to}, which finds more, in the background (${missing} to do); ${from} answers until all are. --no-upgrade-model prevents it.`,
    );
  };
  try {
    const isDone = await library.upgradeModel({ signal, onBegin });
    for (const { from, to } of isDone ? begun : [])
      say(`${to} answers now. To delete the vectors of ${from}: photoseek models drop ${from}`);
  } catch (error) {
    const isEnd = signal.aborted || (error instanceof PhotoseekError && error.code === 'library-closed');
    if (!isEnd) process.stderr.write(`The model was not changed: ${(error as Error).message}\n`);
  }
}

/** `photoseek-mini → photoseek-mini-2, 120 of 1000 photos (going on)`. */
export function formatUpgrade({ from, to, photos, missing, isRunning }: ModelUpgrade): string {
  const state = isRunning ? 'going on' : missing < photos ? 'interrupted' : 'not begun';
  return `${from} → ${to}, ${photos - missing} of ${photos} photos (${state})`;
}

/** Notices for an upgrade that no process works on: how to carry it out. */
export function listUpgradeNotices(upgrade: ModelUpgrade | null): string[] {
  return upgrade === null || upgrade.isRunning ? [] : [explainUpgrade(upgrade.from, upgrade.to)];
}
