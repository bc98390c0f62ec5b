import type { DuplicateTurn, LinkedGroup } from '../api/types.js';
import { t } from '../language/translate.js';
import { getFileName } from '../results/tile-data.js';
import { go } from '../state/history.js';
import { Icon } from '../ui/icon.js';
import { formatBytes, formatPercent } from '../ui/words.js';

interface DuplicateGroupProps {
  group: LinkedGroup;
  /** Paths of the files that stay. */
  kept: ReadonlySet<string>;
  onToggle: (path: string) => void;
}

/** The last two folders of a path: where a file lies is told apart at the end. */
function shortenFolder(path: string): string {
  const folders = path.split(/[\\/]/).slice(0, -1);
  return folders.length <= 3 ? folders.join('/') : `…/${folders.slice(-2).join('/')}`;
}

function describeTurn({ mirrored, rotated }: DuplicateTurn): string {
  return [
    ...(mirrored ? [t('duplicates.mirrored')] : []),
    ...(rotated === 0 ? [] : [t('duplicates.rotated', { degrees: rotated })]),
  ].join(', ');
}

/** Files that are duplicates of each other, side by side. */
export function DuplicateGroup({ group, kept, onToggle }: DuplicateGroupProps) {
  const [keeper] = group.members;
  return (
    <section class="group" aria-label={t('duplicates.of', { name: getFileName(keeper?.path ?? '') })}>
      <ul class="members">
        {group.members.map(({ photo, path, aliases, cosine, turn }, index) => {
          const isKept = kept.has(path);
          return (
            <li class={isKept ? 'member is-kept' : 'member'} key={path}>
              <button
                type="button"
                class="member-image"
                aria-label={t('duplicates.look', { name: getFileName(path) })}
                onClick={() => go({ photo: photo.id }, { canStepBack: true })}
              >
                <img
                  src={`${photo.links.thumbnail}&edge=640`}
                  alt=""
                  loading="lazy"
                  width={photo.width}
                  height={photo.height}
                />
              </button>
              <div class="member-metadata">
                <p class="member-name" title={path}>
                  {getFileName(path)}
                </p>
                <p class="member-folder" title={path}>
                  {shortenFolder(path)}
                </p>
                {aliases.map((alias) => (
                  <p class="member-folder" key={alias} title={alias}>
                    {t('duplicates.sameFile', { path: `${shortenFolder(alias)}/${getFileName(alias)}` })}
                  </p>
                ))}
                <p class="member-numbers">
                  {photo.width} × {photo.height} · {formatBytes(photo.sizeBytes)}
                  {index > 0 &&
                    group.kind !== 'exact' &&
                    ` · ${turn ? describeTurn(turn) : t('duplicates.alike', { percent: formatPercent(cosine) })}`}
                </p>
                <label class="check keep">
                  <input type="checkbox" checked={isKept} onChange={() => onToggle(path)} />
                  {t('duplicates.keep')}
                  {index === 0 && <span class="suggested">{t('duplicates.suggested')}</span>}
                </label>
              </div>
            </li>
          );
        })}
      </ul>
      <p class="group-reason">
        <Icon name="check" />
        {t('duplicates.reason', { reason: group.reason, size: formatBytes(group.reclaimableBytes) })}
      </p>
    </section>
  );
}
