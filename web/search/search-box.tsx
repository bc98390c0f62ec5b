import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Suggestion } from '../api/types.js';
import { formatNumber, t } from '../language/translate.js';
import { changeTerm, joinQueries, negateFilter, removeFilter, removeTerm } from '../query/edit-query.js';
import { getPlainText, parseQuery, printFilter, printQuery } from '../query/query-text.js';
import { isEmptyQuery, type Query } from '../query/types.js';
import type { Refusal } from '../results/refusal.js';
import { Icon, type IconName } from '../ui/icon.js';
import { OptionList } from '../ui/option-list.js';
import { FilterChip, TermChip } from './chip.js';
import { RefusalLine } from './refusal-line.js';
import { useSuggestions } from './use-suggestions.js';

interface SearchBoxProps {
  query: Query;
  /** Why the server does not answer the query. */
  refusal: Refusal | null;
  onSearch: (query: Query) => void;
  onUpload: (file: File) => void;
}

/**
 * The search box. One plain description is text that can be edited; everything else (several terms, weights, images, filters) is shown
 * before it as chips, and the typed text is one more part. What the server refuses is text again, so that it can be mended where it was typed.
 */
export function SearchBox({ query, refusal, onSearch, onUpload }: SearchBoxProps) {
  const isRefused = refusal !== null;
  const plain = isRefused ? printQuery(query) : getPlainText(query);
  const chips = isRefused ? onlyUploads(query) : plain === undefined ? query : { terms: [], filters: query.filters };
  const [typed, setTyped] = useState(plain ?? '');
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const suggestions = useSuggestions(typed, isOpen);
  const shown = isOpen ? suggestions : [];

  // The query changed by a link, a button, the history or the server; before anything is painted, so that text and refusal appear together.
  useLayoutEffect(() => setTyped(plain ?? ''), [printQuery(query), query.terms.length, isRefused]);
  // Other suggestions, none of them chosen.
  useEffect(() => setChosen(-1), [suggestions]);

  const search = (next: Query) => {
    setOpen(false);
    onSearch(next);
    setTyped(getPlainText(next) ?? '');
  };
  const submit = () => {
    const suggestion = shown[chosen];
    search(joinQueries(chips, parseQuery(suggestion?.query ?? typed)));
    // On a touch screen the keyboard would cover the answer.
    if (window.matchMedia('(pointer: coarse)').matches) input.current?.blur();
  };
  const removeLast = () => {
    const { terms, filters } = chips;
    search(filters.length > 0 ? removeFilter(chips, filters.length - 1) : removeTerm(chips, terms.length - 1));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isAtStart = input.current?.selectionStart === 0 && input.current.selectionEnd === 0;
    if (event.key === 'Backspace' && isAtStart && typed === '' && !isEmptyQuery(chips)) {
      event.preventDefault();
      removeLast();
    }
    if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      setOpen(false);
    }
    if ((event.key !== 'ArrowDown' && event.key !== 'ArrowUp') || suggestions.length === 0) return;
    event.preventDefault();
    setOpen(true);
    const step = event.key === 'ArrowDown' ? 1 : -1;
    // One more place than there are suggestions: what was typed.
    setChosen((at) => ((at + 1 + step + suggestions.length + 1) % (suggestions.length + 1)) - 1);
  };

  return (
    <search class="search">
      <form
        class="search-form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <span class="search-icon">
          <Icon name="search" />
        </span>
        <ul class="chips" aria-label={t('search.parts')}>
          <Chips query={query} chips={chips} onSearch={search} />
        </ul>
        <input
          id="words"
          class="search-words"
          ref={input}
          type="text"
          role="combobox"
          aria-label={t('search.describe')}
          aria-expanded={shown.length > 0}
          aria-controls="suggestions"
          aria-autocomplete="list"
          aria-activedescendant={chosen >= 0 && shown.length > 0 ? `suggestion-${chosen}` : undefined}
          aria-keyshortcuts="/"
          aria-invalid={isRefused}
          aria-describedby={isRefused ? 'error' : undefined}
          placeholder={isEmptyQuery(chips) ? t('search.describe') : t('search.add')}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          enterKeyHint="search"
          value={typed}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setOpen(true);
          }}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
        />
        {(typed !== '' || !isEmptyQuery(query)) && (
          <button
            type="button"
            class="icon-button search-clear"
            aria-label={t('search.clear')}
            title={t('search.clear')}
            onClick={() => {
              search({ terms: [], filters: [] });
              setTyped('');
              input.current?.focus();
            }}
          >
            <Icon name="close" />
          </button>
        )}
        <button
          type="button"
          class="icon-button"
          id="choose"
          aria-label={t('search.image')}
          title={t('search.image')}
          onClick={() => chooser.current?.click()}
        >
          <Icon name="picture" />
        </button>
        <button type="submit" class="search-submit">
          <span>{t('search.submit')}</span>
          <Icon name="search" />
        </button>
        <input
          type="file"
          id="file"
          ref={chooser}
          accept="image/*"
          hidden
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            // Choosing the same file twice must fire twice.
            event.currentTarget.value = '';
            if (file !== undefined) onUpload(file);
          }}
        />
      </form>
      <RefusalLine refusal={refusal} onCorrect={(text) => search(joinQueries(chips, parseQuery(text)))} />
      <SuggestionList
        suggestions={shown}
        chosen={chosen}
        onChoose={(suggestion) => search(joinQueries(chips, parseQuery(suggestion.query)))}
      />
    </search>
  );
}

/** Images that were uploaded: they are in no text. */
function onlyUploads({ terms }: Query): Query {
  return { terms: terms.filter(({ kind }) => kind === 'upload'), filters: [] };
}

function Chips({ query, chips, onSearch }: { query: Query; chips: Query; onSearch: (query: Query) => void }) {
  return (
    <>
      {chips.terms.map((term, index) => (
        <TermChip
          key={`${term.kind}-${term.value}`}
          term={term}
          onWeight={(weight) => onSearch(changeTerm(query, index, { weight }))}
          onRemove={() => onSearch(removeTerm(query, index))}
        />
      ))}
      {chips.filters.map((filter, index) => (
        <FilterChip
          key={printFilter(filter)}
          filter={filter}
          onNegate={() => onSearch(negateFilter(query, index))}
          onRemove={() => onSearch(removeFilter(query, index))}
        />
      ))}
    </>
  );
}

const SUGGESTION_ICONS: Record<Suggestion['kind'], IconName> = {
  tag: 'tag',
  name: 'file',
  place: 'place',
  camera: 'camera',
  keyword: 'tag',
  folder: 'folder',
  query: 'clock',
  filter: 'search',
  example: 'search',
};

function SuggestionList(props: {
  suggestions: readonly Suggestion[];
  chosen: number;
  onChoose: (suggestion: Suggestion) => void;
}) {
  const { suggestions, chosen, onChoose } = props;
  return (
    <OptionList
      id="suggestions"
      name="suggestion"
      label={t('search.suggestions')}
      items={suggestions}
      keyOf={({ kind, query }) => `${kind}-${query}`}
      chosen={chosen}
      onChoose={onChoose}
    >
      {({ kind, label, count }) => (
        <>
          <Icon name={SUGGESTION_ICONS[kind]} />
          <span class="suggestion-label">{label}</span>
          <span class="suggestion-kind">{t(`suggestion.${kind}`)}</span>
          {count !== null && <span class="suggestion-count">{formatNumber(count)}</span>}
        </>
      )}
    </OptionList>
  );
}
