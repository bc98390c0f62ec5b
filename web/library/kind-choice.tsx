import type { KindName } from '../../src/model/content-kind.js';
import { type TextKey, t } from '../language/translate.js';

/** In their order; the names are those of `photoseek index --kinds`. */
const KINDS: Record<KindName, TextKey> = {
  photos: 'kinds.photos',
  videos: 'kinds.videos',
  documents: 'kinds.documents',
  models: 'kinds.models',
};

/** Chosen unless somebody chooses otherwise, as in the terminal: people do not expect invoices among their pictures. */
export const USUAL_KINDS: readonly KindName[] = ['photos', 'videos'];

/** Names kinds in the reader's language. */
export function nameKinds(kinds: readonly KindName[]): string[] {
  return kinds.map((kind) => t(KINDS[kind]));
}

/** Which kinds of files of a folder are indexed. */
export function KindChoice(props: { kinds: readonly KindName[]; onChoose: (kinds: readonly KindName[]) => void }) {
  const { kinds, onChoose } = props;
  const all = Object.keys(KINDS) as KindName[];
  return (
    <fieldset class="kinds">
      <legend class="hidden-text">{t('kinds.choose')}</legend>
      {all.map((kind) => (
        <label class="check" key={kind}>
          <input
            type="checkbox"
            name={kind}
            checked={kinds.includes(kind)}
            onChange={({ currentTarget: { checked } }) =>
              onChoose(all.filter((one) => (one === kind ? checked : kinds.includes(one))))
            }
          />
          {t(KINDS[kind])}
        </label>
      ))}
    </fieldset>
  );
}
