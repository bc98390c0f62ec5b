import { Fragment } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../language/translate.js';
import { printFilter } from '../query/query-text.js';
import type { Filter, Term } from '../query/types.js';
import { getPreview } from '../state/uploads.js';
import { Icon } from '../ui/icon.js';

const LARGEST_WEIGHT = 100;

interface TermChipProps {
  term: Term;
  onWeight: (weight: number) => void;
  onRemove: () => void;
}

/** A term: its sign, its image or text, its weight. */
export function TermChip({ term, onWeight, onRemove }: TermChipProps) {
  const label = describeTerm(term);
  const isNegative = term.weight < 0;
  return (
    <li class={isNegative ? 'chip is-negative' : 'chip'}>
      <button
        type="button"
        class="chip-sign"
        aria-pressed={isNegative}
        aria-label={t('chip.subtract', { term: label })}
        title={isNegative ? t('chip.subtracted') : t('chip.added')}
        onClick={() => onWeight(-term.weight)}
      >
        {'or' in term && !isNegative ? t('chip.or') : <Icon name={isNegative ? 'minus' : 'plus'} />}
      </button>
      <TermImage term={term} />
      {term.kind !== 'id' && <span class="chip-label">{label}</span>}
      <Weight weight={term.weight} label={label} onChange={onWeight} />
      <RemoveButton label={label} onRemove={onRemove} />
    </li>
  );
}

/** A filter: its name and value, and whether it is negated. Of one with alternatives, each of them. */
export function FilterChip(props: { filter: Filter; onNegate: () => void; onRemove: () => void }) {
  const { filter, onNegate, onRemove } = props;
  if (filter.or !== undefined) {
    return (
      <li class="chip is-filter">
        <span class="chip-text">
          {[filter, ...filter.or].map(({ name, value, negated }, i) => (
            <Fragment key={`${negated}${name}:${value}`}>
              {/* Blanks: what is copied and read aloud has words, too. */}
              {i > 0 && <span class="chip-or"> {t('chip.or')} </span>}
              {negated && <span class="chip-not">{t('chip.not')}</span>}
              <span class="chip-field">{name}</span> {value}
            </Fragment>
          ))}
        </span>
        <RemoveButton label={printFilter(filter)} onRemove={onRemove} />
      </li>
    );
  }
  return (
    <li class={filter.negated ? 'chip is-filter is-negative' : 'chip is-filter'}>
      <button
        type="button"
        class="chip-text"
        aria-pressed={filter.negated}
        title={filter.negated ? t('chip.excluded') : t('chip.required')}
        onClick={onNegate}
      >
        {filter.negated && <span class="chip-not">{t('chip.not')}</span>}
        <span class="chip-field">{filter.name}</span> {filter.value}
      </button>
      <RemoveButton label={printFilter({ ...filter, negated: false })} onRemove={onRemove} />
    </li>
  );
}

function TermImage({ term }: { term: Term }) {
  const source = term.kind === 'upload' ? getPreview(term.key) : undefined;
  if (term.kind === 'id') {
    return <img class="chip-image" src={`api/v1/photos/${term.value}/thumbnail?edge=320`} alt={describeTerm(term)} />;
  }
  return source === undefined ? null : <img class="chip-image" src={source} alt="" />;
}

function describeTerm(term: Term): string {
  return term.kind === 'id' ? t('chip.photo', { id: term.value }) : term.value;
}

function RemoveButton({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <button
      type="button"
      class="chip-remove"
      aria-label={t('chip.removeTerm', { term: label })}
      title={t('chip.remove')}
      onClick={onRemove}
    >
      <Icon name="close" />
    </button>
  );
}

/** Pixels of dragging for a step of 0.1. */
const PIXELS_A_STEP = 8;

/** The weight of a term: typed, or dragged sideways. */
function Weight(props: { weight: number; label: string; onChange: (weight: number) => void }) {
  const { weight, label, onChange } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const drag = useRef<{ x: number; from: number; moved: boolean } | null>(null);
  // The weight was changed elsewhere.
  useEffect(() => setDraft(null), [weight]);

  const size = Math.abs(weight);
  const commit = (text: string | null) => {
    setDraft(null);
    const value = Math.min(LARGEST_WEIGHT, Math.abs(Number((text ?? '').replace(',', '.'))));
    if (text !== null && value > 0 && value !== size) onChange(Math.sign(weight) * value);
  };
  const onPointerMove = (event: PointerEvent) => {
    const from = drag.current;
    if (from === null || (!from.moved && Math.abs(event.clientX - from.x) < PIXELS_A_STEP)) return;
    from.moved = true;
    setDraft(clampStep(from.from + Math.round((event.clientX - from.x) / PIXELS_A_STEP) / 10));
  };
  const onPointerUp = () => {
    if (drag.current?.moved) commit(draft);
    drag.current = null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      commit(draft);
    }
    if (event.key === 'Escape') setDraft(null);
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    setDraft(clampStep(Number(draft ?? size) + (event.key === 'ArrowUp' ? 0.1 : -0.1)));
  };
  return (
    <label class="chip-weight" title={t('chip.weight')}>
      <span class="hidden-text">{t('chip.weightOf', { term: label })}</span>
      <span aria-hidden="true">×</span>
      <input
        type="text"
        inputMode="decimal"
        size={3}
        value={draft ?? String(size)}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onBlur={() => commit(draft)}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          drag.current = { x: event.clientX, from: size, moved: false };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
      />
    </label>
  );
}

/** In steps of 0.1, never 0, which is no valid weight. */
function clampStep(weight: number): string {
  return String(Math.round(Math.min(LARGEST_WEIGHT, Math.max(0.1, weight)) * 10) / 10);
}
