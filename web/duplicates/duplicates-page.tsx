import { useEffect, useState } from 'preact/hooks';
import { describeFailure } from '../api/client.js';
import { getDuplicates } from '../api/library.js';
import type { DuplicateKind, LinkedGroup } from '../api/types.js';
import { t } from '../language/translate.js';
import { saveText } from '../ui/clipboard.js';
import { Icon } from '../ui/icon.js';
import { showToast } from '../ui/toast.js';
import { useAnswer } from '../ui/use-answer.js';
import { countFiles, formatBytes } from '../ui/words.js';
import { DuplicateGroup } from './duplicate-group.js';
import { listRemovable } from './list-removable.js';

const KINDS: readonly DuplicateKind[] = ['exact', 'near', 'turned', 'similar'];

const PAGE_SIZE = 40;

/** Groups of duplicates side by side. Nothing is deleted here: the files not to keep can be saved as a list. */
export function DuplicatesPage() {
  const [kind, setKind] = useState<DuplicateKind>('exact');
  return (
    <section class="page-section" aria-labelledby="duplicates-title">
      <header class="page-header">
        <h2 id="duplicates-title">{t('bar.duplicates')}</h2>
        <p>
          {t(`duplicates.${kind}.about`)} {t('duplicates.intro')}
        </p>
      </header>
      <fieldset class="tabs">
        <legend class="hidden-text">{t('duplicates.kinds')}</legend>
        {KINDS.map((one) => (
          <button key={one} type="button" class="tab" aria-pressed={one === kind} onClick={() => setKind(one)}>
            {t(`duplicates.${one}.name`)}
          </button>
        ))}
      </fieldset>
      <Groups key={kind} kind={kind} />
    </section>
  );
}

function Groups({ kind }: { kind: DuplicateKind }) {
  const { answer, error, isMissing } = useAnswer(kind, (signal) =>
    getDuplicates({ kind, offset: 0, limit: PAGE_SIZE }, signal),
  );
  const [more, setMore] = useState<readonly LinkedGroup[]>([]);
  const [failure, setFailure] = useState('');
  const [isSaving, setSaving] = useState(false);
  /** Of each group, the files that stay, where somebody chose other ones than the suggestion. */
  const [kept, setKept] = useState<ReadonlyMap<string, ReadonlySet<string>>>(new Map());
  useEffect(() => setMore([]), [answer]);

  if (isMissing) return <p class="notice">{t('duplicates.unavailable')}</p>;
  if (error !== '') return <p class="error">{error}</p>;
  if (answer === undefined) return <p class="quiet">{t('duplicates.comparing')}</p>;
  const groups = [...answer.groups, ...more];
  if (groups.length === 0) return <p class="quiet">{t('duplicates.none')}</p>;

  const getKept = (group: LinkedGroup) => kept.get(getKey(group)) ?? new Set([group.members[0]?.path ?? '']);
  const surplus = groups.flatMap((group) => {
    const stays = getKept(group);
    return group.members.filter(({ path }) => !stays.has(path));
  });
  const toggle = (group: LinkedGroup, path: string) => {
    const stays = new Set(getKept(group));
    // One file of a group always stays.
    if (!stays.delete(path) || stays.size === 0) stays.add(path);
    setKept(new Map(kept).set(getKey(group), stays));
  };
  const save = async () => {
    setSaving(true);
    try {
      const paths = await listRemovable(
        kind,
        groups.map((group) => ({ group, kept: getKept(group) })),
      );
      // Read by lines, a path with a line break is two others.
      const listed = paths.filter((path) => !/[\n\r]/.test(path));
      const missing = surplus.flatMap(({ path, aliases }) => [path, ...aliases]).length - listed.length;
      if (missing > 0) showToast(t('duplicates.leftOut', { files: countFiles(missing) }));
      if (listed.length > 0) saveText('duplicates.txt', `${listed.join('\n')}\n`);
    } catch (thrown) {
      showToast(describeFailure(thrown));
    } finally {
      setSaving(false);
    }
  };
  const loadMore = () => {
    const abort = new AbortController();
    getDuplicates({ kind, offset: groups.length, limit: PAGE_SIZE }, abort.signal).then(
      (next) => setMore([...more, ...next.groups]),
      (thrown: unknown) => setFailure(describeFailure(thrown)),
    );
  };

  return (
    <>
      <div class="duplicates-bar">
        <p role="status">
          {t('duplicates.summary', {
            groups: t('groups', { count: answer.total }),
            files: countFiles(surplus.length),
            size: formatBytes(surplus.reduce((sum, { photo }) => sum + photo.sizeBytes, 0)),
          })}
        </p>
        <button type="button" class="button is-main" id="export" disabled={isSaving} onClick={() => void save()}>
          <Icon name="download" />
          {isSaving ? t('duplicates.saving') : t('duplicates.save')}
        </button>
      </div>
      <ol class="groups">
        {groups.map((group) => (
          <li key={getKey(group)}>
            <DuplicateGroup group={group} kept={getKept(group)} onToggle={(path) => toggle(group, path)} />
          </li>
        ))}
      </ol>
      {failure !== '' && <p class="error">{failure}</p>}
      {groups.length < answer.total && (
        <button type="button" class="button more" onClick={loadMore}>
          {t('duplicates.more')}
        </button>
      )}
    </>
  );
}

/** Each file is in one group at most. */
function getKey(group: LinkedGroup): string {
  return group.members[0]?.path ?? '';
}
